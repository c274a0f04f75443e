/* What a table or drawing of evidence is asked: kept as it was left, and said in the address. */

const keptBefore = new WeakMap();

/**
 * What a view is asked: what the address says, else what it was last asked, else what is usual. What is changed
 * in it is told, as the address says it. `closed` has the values there are of what has but a few.
 */
export function askedOf(data, view, usual, actions, closed = {}) {
  if (!keptBefore.has(data)) keptBefore.set(data, {});
  const views = keptBefore.get(data);
  if (actions.asked || !views[view]) views[view] = { ...usual, ...readAsked(actions.asked, usual, closed) };
  const tell = () => actions.tellAsked?.(addressOfAsked(views[view], usual));
  tell();
  return new Proxy(views[view], {
    set(asked, name, value) {
      asked[name] = value;
      tell();
      return true;
    },
  });
}

/** What is not as usual, as `drug:ketamine,down:yes`. */
export function addressOfAsked(asked, usual) {
  return Object.keys(usual)
    .filter((name) => spelt(asked[name]) !== spelt(usual[name]))
    .map((name) => `${name}:${encodeURIComponent(spelt(asked[name]))}`)
    .join(",");
}

function spelt(value) {
  if (Array.isArray(value)) return value.join("~");
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}

/** What an address says; what it cannot say is left out. */
function readAsked(address = "", usual = {}, closed = {}) {
  const read = {};
  for (const part of address.split(",")) {
    const [name, ...rest] = part.split(":");
    const words = unescaped(rest.join(":"));
    if (words === null || !Object.hasOwn(usual, name)) continue;
    const value = typed(words, usual[name]);
    if (value !== null && (closed[name]?.includes(value) ?? true)) read[name] = value;
  }
  return read;
}

function unescaped(words) {
  try {
    return decodeURIComponent(words);
  } catch {
    return null; // a bookmark that was cut off
  }
}

/** Words as a value of the type that is usual; null where they are none. */
function typed(words, like) {
  if (Array.isArray(like)) return words.split("~").filter(Boolean);
  if (typeof like === "boolean") return words === "yes";
  if (typeof like === "string") return words;
  return /^-?\d{1,5}$/.test(words) ? Number(words) : null;
}
