import { limitsIn } from "./limits.js";
import { outcomesFor, reason, stopsOf, whereTheyPart, whyNone } from "./reasons.js";
import { jointVerdict, Routes } from "./routes.js";
import { kept } from "./scope.js";
import { Budget, cycles, Search, times } from "./search.js";

const STITCHED_BUDGET = 20_000;
/** Once enough stitched paths to show are found, no more than so many arrows are spent on counting. */
const STITCHED_COUNTED = 300;
/** How many arrows are looked at for the loops under one hypothesis; the shortest come first. */
const LOOP_BUDGET = 2_000;
const LONGEST_LOOP = 8;
const MOST_LOOPS = 5;

/**
 * How a start leads to an end, or with null for an end to each outcome that it reaches: every path, its net
 * sign, and an honest verdict. An end that is a group is answered member by member.
 *
 * The verdict ranges over all coherent paths within the bound, never over the `top` that are shown. Anything
 * else is stitched: shown and counted apart, its joints marked.
 */
export function trace(knowledge, start, end = null, { top = 3, limits = {} } = {}) {
  if (top < 1) throw new RangeError("top must be at least 1");
  const routes = new Routes(knowledge, knowledge.entity(start).id, limitsIn(knowledge, limits));
  return end === null ? everywhere(routes, top) : toEnd(routes, knowledge.entity(end).id, top);
}

function toEnd(routes, end, top) {
  const stitched = stitchedSearch(routes, top);
  const ends = endsOf(routes.knowledge, end);
  const outcomes = ends.map((one) => outcomeOf(routes, one, top, stitched));
  const carrying = new Set(outcomes.flatMap(({ routes: each }) => each.map(({ hypothesis }) => hypothesis)));
  return {
    start: routes.start,
    end,
    ...jointAnswer(outcomes),
    outcomes,
    stops: stopsOf(routes, new Set(ends), carrying),
    loops: loopsOfTrace(routes, outcomes),
    carried: routes.carried(),
  };
}

function everywhere(routes, top) {
  const stitched = stitchedSearch(routes, top);
  const ends = outcomesFor(routes).filter((end) => routes.found(end).under.length);
  const outcomes = ends.map((end) => outcomeOf(routes, end, top, stitched));
  const told = outcomes.length
    ? { verdict: "", reason: "" }
    : { verdict: "none", reason: whyNone(routes, null) };
  return { start: routes.start, end: null, ...told, outcomes, stops: [], loops: [], carried: [] };
}

function outcomeOf(routes, end, top, stitched) {
  const found = routes.found(end);
  const told = found.under.map(({ hypothesis, paths }) => routes.route(hypothesis, paths, top));
  const verdict = jointVerdict(told.map((route) => route.verdict));
  const parting = verdict === "mixed" ? whereTheyPart(routes, end) : null;
  return {
    end,
    verdict,
    reason: reason(routes, end, verdict, found, parting),
    parting,
    coherent: found.signs.length,
    complete: !found.ended.length,
    routes: told,
    ...stitched(end),
  };
}

/**
 * What gives the best stitched paths to an end, how many there are, and whether all were counted: one search
 * over the union, and over joints. None under one hypothesis, nor with a context asked for: joints are where
 * contexts change.
 */
function stitchedSearch(routes, top) {
  const { knowledge, index, limits, coherence } = routes;
  const isConfined = [limits.hypothesis, limits.coherent_only, limits.species, limits.region].some(Boolean);
  if (isConfined || limits.cell_type || limits.timing) {
    return () => ({ stitched: 0, stitched_paths: [], stitched_complete: true });
  }
  const open = (reverse) =>
    kept((node) => index.expand(node, reverse).filter((arrow) => routes.isOpen(arrow)));
  const [out, into] = [open(false), open(true)];
  return (end) => {
    const budget = new Budget(STITCHED_BUDGET);
    const search = new Search(out, into, knowledge.index.number.get(end), limits.max_steps);
    const best = [];
    let count = 0;
    let isCounted = true;
    for (const arrows of routes.wanted(search, budget, takesNoTwoJoints)) {
      if (arrows.some((arrow) => arrow.claim) && coherence.isStitched(arrows)) {
        count += 1;
        if (best.length < top) best.push(coherence.path(arrows));
      }
      isCounted = best.length < top || budget.taken <= STITCHED_COUNTED;
      if (!isCounted) break;
    }
    return { stitched: count, stitched_paths: best, stitched_complete: isCounted && !budget.spent };
  };
}

/** A path may step from pool to group or back, not from pool to pool through the group. */
function takesNoTwoJoints(arrows) {
  return arrows.length < 2 || !(arrows.at(-1).joint && arrows.at(-2).joint);
}

/** Feedback loops through the paths shown, within the hypotheses that hold them. */
function loopsOfTrace(routes, outcomes) {
  const { knowledge } = routes;
  const found = [];
  for (const { hypothesis, paths } of outcomes.flatMap((outcome) => outcome.routes)) {
    if (hypothesis === null) continue;
    const scope = routes.scope(knowledge.hypotheses.get(hypothesis));
    found.push(...loopsThrough(scope.out, nodesOnPaths(knowledge, paths)));
  }
  return shortestLoops(knowledge, found);
}

/** The names of the members of a group, itself last where something leads to it; else the one end. */
export function endsOf(knowledge, end) {
  const members = knowledge.members(end);
  if (!members.length) return [end];
  return knowledge.expand(end, true).some((arrow) => arrow.claim) ? [...members, end] : members;
}

/** The nodes that the steps of some paths lead to. */
export function nodesOnPaths(knowledge, paths) {
  const objectOf = (name) => knowledge.index.number.get(knowledge.claims.get(name).object);
  return new Set(paths.flatMap((path) => path.claims).map(objectOf));
}

/** The feedback loops through some nodes, shortest first: definitions would make one of every opposite. */
export function loopsThrough(out, nodes) {
  const findings = kept((node) => out(node).filter((arrow) => arrow.tier !== 0));
  return cycles(findings, nodes, LONGEST_LOOP, new Budget(LOOP_BUDGET)).map((arrows) => ({
    sign: arrows.reduce((sign, arrow) => times(sign, arrow.sign), 1),
    claims: arrows.map((arrow) => arrow.name),
  }));
}

/** Some loops, each once, the few shortest first. */
export function shortestLoops(knowledge, loops) {
  const found = new Map();
  for (const loop of loops) {
    const key = [...loop.claims].sort(knowledge.order).join("\n");
    if (!found.has(key)) found.set(key, loop);
  }
  const shortest = [...found.values()].sort(
    (one, other) =>
      one.claims.length - other.claims.length || knowledge.order(one.claims[0], other.claims[0]),
  );
  return shortest.slice(0, MOST_LOOPS);
}

/** The verdict on a group: what its members share. They are told one by one, never pooled. */
function jointAnswer(outcomes) {
  if (outcomes.length === 1) return { verdict: outcomes[0].verdict, reason: outcomes[0].reason };
  const verdicts = outcomes.map((outcome) => outcome.verdict);
  const endsWith = (verdict) => outcomes.filter((one) => one.verdict === verdict).map((one) => one.end);
  const told = [...new Set(verdicts)].sort().map((verdict) => `${verdict}: ${endsWith(verdict).join(", ")}`);
  return { verdict: jointVerdict(verdicts), reason: told.join("; ") };
}
