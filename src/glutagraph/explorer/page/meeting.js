import { compareLists, compareText } from "./ordering.js";
import { nameOfPath } from "./routes.js";

/**
 * Where the routes of two drugs to an outcome meet, how far they run together, and where they part; nothing where
 * one of them leads to it by none. The budget counts pairs of routes that are laid side by side.
 *
 * Two drugs are told of within each hypothesis under which both have a route, and only else over all routes.
 * Each route is laid beside those of the other drug that share most steps with it, else most nodes; what the two
 * have in common falls into stretches. Without any `ways` they meet only in the outcome.
 */
export function meetingsOf(one, other, outcome, budget) {
  const [here, there] = [one, other].map((routes) => walkedUnder(routes.found(outcome)));
  if (!here.size || !there.size) return [];
  const isWhole = [one, other].every((routes) => !routes.found(outcome).ended.length);
  const together = [...here.keys()].filter((hypothesis) => hypothesis !== null && there.has(hypothesis));
  return (together.length ? together : [null]).map((hypothesis) => {
    const sides = [here, there].map((under) => routesUnder(under, hypothesis));
    const ways = waysOf(...sides, one.index.nodes, budget);
    const complete = isWhole && !budget.spent;
    return { drugs: [one.start, other.start], outcome, hypothesis, ways, complete };
  });
}

/** The paths by hypothesis, without those that only rename the outcome by a last step. */
function walkedUnder(found) {
  const under = new Map();
  for (const { hypothesis, paths } of found.under) {
    const walked = paths.filter((path) => path.at(-1).tier !== 0);
    if (walked.length) under.set(hypothesis?.id ?? null, walked);
  }
  return under;
}

/** The routes under a hypothesis, or without one all of them, each once, with what is looked up in them. */
function routesUnder(under, hypothesis) {
  const paths = hypothesis === null ? [...under.values()].flat() : under.get(hypothesis);
  return [...new Map(paths.map((path) => [nameOfPath(path), path])).values()].map((arrows) => {
    const nodes = [arrows[0].start, ...arrows.map((arrow) => arrow.end)];
    const leaving = new Map(arrows.map((arrow) => [arrow.start, arrow.name]));
    return {
      arrows,
      nodes,
      names: new Set(arrows.map((arrow) => arrow.name)),
      leaving: leaving.set(nodes.at(-1), ""),
    };
  });
}

/** What the routes of either side have in common with their nearest, each way once; most steps first. */
function waysOf(ones, others, nodes, budget) {
  const found = new Map();
  for (const [lanes, rivals] of [
    [ones, others],
    [others, ones],
  ]) {
    for (const lane of lanes) {
      for (const rival of nearestTo(lane, rivals, budget)) {
        const way = stretchesOf(lane, rival, nodes);
        if (way.length) found.set(JSON.stringify(way), way);
      }
    }
  }
  return [...found.values()].sort(compareWays);
}

function nearestTo(lane, rivals, budget) {
  let nearest = [];
  let most = [-1, -1];
  for (const rival of rivals) {
    if (!budget.take()) break;
    const nearness = [inCommon(lane.names, rival.names), inCommon(lane.leaving, rival.leaving)];
    const order = nearness[0] - most[0] || nearness[1] - most[1];
    if (order > 0) [nearest, most] = [[], nearness];
    if (order >= 0) nearest.push(rival);
  }
  return nearest;
}

function inCommon(one, other) {
  return [...one.keys()].filter((key) => other.has(key)).length;
}

/** The stretches in order along a route; that both end in the outcome goes without saying. */
function stretchesOf({ arrows, nodes: along }, rival, nodes) {
  const stretches = [];
  let first = null;
  let claims = [];
  for (const [place, node] of along.entries()) {
    if (!rival.leaving.has(node)) continue;
    first ??= node;
    const arrow = arrows[place];
    if (arrow && arrow.name === rival.leaving.get(node)) {
      claims.push(arrow.name);
      continue;
    }
    if (claims.length || arrow) stretches.push({ from: nodes[first].id, to: nodes[node].id, claims });
    [first, claims] = [null, []];
  }
  return stretches;
}

function compareWays(one, other) {
  const claims = (way) => way.flatMap((stretch) => stretch.claims);
  const ends = (way) => way.flatMap((stretch) => [stretch.from, stretch.to]);
  return (
    claims(other).length - claims(one).length ||
    compareLists(ends(one), ends(other), compareText) ||
    compareLists(claims(one), claims(other), compareText)
  );
}
