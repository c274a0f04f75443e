import { compareLists, compareNumbers, compareText } from "./ordering.js";

/**
 * Names by who has them, {held_by, ids}: what most have first, in a group by the least place, then by name. Each
 * side is a Map of the names that one of those compared has, each with its place.
 */
export function sharedAmong(compared, sides) {
  const groups = new Map();
  for (const name of new Set(sides.flatMap((side) => [...side.keys()]))) {
    const holders = [...sides.keys()].filter((place) => sides[place].has(name));
    if (!groups.has(holders.join())) groups.set(holders.join(), { holders, ids: [] });
    groups.get(holders.join()).ids.push(name);
  }
  const least = (name) => Math.min(...sides.map((side) => side.get(name) ?? Number.POSITIVE_INFINITY));
  const nearest = (one, other) => least(one) - least(other) || compareText(one, other);
  return [...groups.values()]
    .sort(({ holders: one }, { holders: other }) => {
      return other.length - one.length || compareLists(one, other, compareNumbers);
    })
    .map(({ holders, ids }) => ({
      held_by: holders.map((place) => compared[place]),
      ids: ids.sort(nearest),
    }));
}

/** What is acted on, by whom and how: what most act on first. Actions and nulls are claims, one list for each. */
export function targetsOf(compared, actions, nulls) {
  const names = new Set(actions.flat().map((claim) => claim.object));
  const targets = [...names].map((name) => {
    const on = (sides) => sides.map((claims) => claims.filter((claim) => claim.object === name));
    return targetOf(compared, name, on(actions), on(nulls));
  });
  return targets.sort(
    (one, other) => other.held_by.length - one.held_by.length || compareText(one.target, other.target),
  );
}

function targetOf(compared, target, actions, nulls) {
  return {
    target,
    held_by: compared.filter((_, place) => actions[place].length),
    differs: differenceOf(actions, nulls),
    actions: idsByName(compared, actions),
    nulls: idsByName(compared, nulls),
  };
}

/** The names of the claims of each of those compared. */
export function idsByName(compared, sides) {
  const ids = (claims) => claims.map((claim) => claim.id);
  return Object.fromEntries(compared.map((name, place) => [name, ids(sides[place])]));
}

/**
 * How those that act on one thing differ: `opposite` where one raises and another lowers it, `sign` where a
 * direction is only known of some, `null` where it was looked for in another and not found, `action` where only
 * the verb or the stated action differs; empty where all that act on it do the same.
 */
function differenceOf(actions, nulls) {
  const acting = actions.filter((claims) => claims.length);
  const signs = acting.map((claims) => new Set(claims.map((claim) => claim.sign)));
  if (!areAlike(signs)) {
    const isOpposed = (one, other) => one !== other && one.has(1) && other.has(-1);
    return signs.some((one) => signs.some((other) => isOpposed(one, other))) ? "opposite" : "sign";
  }
  if (nulls.some((claims, place) => claims.length && !actions[place].length)) return "null";
  const verbs = acting.map((claims) => new Set(claims.map((claim) => claim.predicate)));
  const kinds = acting.map((claims) => new Set(claims.map((claim) => claim.action).filter(Boolean)));
  return areAlike(verbs) && areAlike(kinds.filter((kind) => kind.size)) ? "" : "action";
}

function areAlike(sets) {
  return sets.every((set) => set.size === sets[0].size && [...set].every((one) => sets[0].has(one)));
}
