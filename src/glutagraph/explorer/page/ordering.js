/** Orders two texts by code point, as Python does: JavaScript would order them by UTF-16 unit. */
export function compareText(one, other) {
  const shorter = Math.min(one.length, other.length);
  for (let place = 0; place < shorter; place += 1) {
    const here = one.charCodeAt(place);
    const there = other.charCodeAt(place);
    if (here !== there) return unitRank(here) - unitRank(there);
  }
  return one.length - other.length;
}

/** Where a UTF-16 unit stands among code points: halves of a pair stand above every whole one. */
function unitRank(unit) {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}

/** Orders two lists by their first parts that differ, a list before the longer one that it begins. */
export function compareLists(one, other, compare) {
  const shorter = Math.min(one.length, other.length);
  for (let place = 0; place < shorter; place += 1) {
    const order = compare(one[place], other[place]);
    if (order !== 0) return order;
  }
  return one.length - other.length;
}

/** Orders two numbers. */
export function compareNumbers(one, other) {
  return one - other;
}

/** Texts in code point order, as a new list. */
export function inOrder(texts) {
  return [...texts].sort(compareText);
}
