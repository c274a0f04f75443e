import { constraintsIn, UNLIMITED } from "./limits.js";
import { inOrder } from "./ordering.js";
import { COHERENT_BUDGET, compareRanks, netSign, Routes } from "./routes.js";
import { Budget, reachable } from "./search.js";

const REASON_BUDGET = 20_000;
const UNSETTLED = new Set(["open", "refuted"]);
const WALKED_FAMILIES = new Set(["causal", "production", "definition"]);

/** The reason of a verdict on an end, as a sentence; of a mixed one, where its paths part. */
export function reason(routes, end, verdict, found, parting = null) {
  const told = reasonOf(routes, end, verdict, found, parting);
  if (!found.ended.length) return told;
  const [count, looked] = [found.signs.length, COHERENT_BUDGET.toLocaleString("en")];
  return `${told}; stopped at ${count} paths because ${looked} arrows were looked at, so that there may be more`;
}

function reasonOf(routes, end, verdict, found, parting) {
  if (verdict === "none") return whyNone(routes, end);
  if (verdict === "mixed") return parting ? partingText(routes.knowledge, parting) : "signed paths disagree";
  const told = [countedPaths(found.signs)];
  const held = found.under.filter(({ hypothesis }) => hypothesis).map(({ hypothesis }) => hypothesis.id);
  if (held.length) told.push(`under ${listedNames(held)}`);
  if (found.under.some(({ hypothesis }) => !hypothesis)) {
    told.push(held.length ? "and stated end to end" : "stated end to end");
  }
  return told.join(", ");
}

/** The first step in which the best path of each sign differs; null where one sign is missing. */
export function whereTheyPart(routes, end) {
  const paths = routes.found(end).under.flatMap((one) => one.paths);
  return partingOf(
    routes.coherence,
    paths.map((arrows) => ({ sign: netSign(arrows), arrows })),
  );
}

/** Where paths part, each given with what it does to its end: the best that raises and the best that lowers it. */
export function partingOf(coherence, signed) {
  const [raising, lowering] = [1, -1].map((wanted) => {
    const paths = signed.filter(({ sign }) => sign === wanted).map(({ arrows }) => arrows);
    return paths.sort(compareRanks)[0]?.map((arrow) => arrow.claim);
  });
  if (!raising || !lowering) return null;
  const parting = raising.findIndex((claim, place) => claim !== lowering[place]);
  const shared = parting < 0 ? raising.length : parting;
  const here = raising[Math.min(shared, raising.length - 1)];
  const there = lowering[Math.min(shared, lowering.length - 1)];
  return { raising: here.id, lowering: there.id, apart: coherence.difference(here, there) };
}

/** Where paths part, as half a sentence; those of two nodes that are held start apart. */
function partingText(knowledge, { raising, lowering, apart }) {
  const [here, there] = [raising, lowering].map((name) => knowledge.claim(name).subject);
  const where = here === there ? `they part at ${knowledge.entity(here).label}` : "they start apart";
  const context = apart ? ` (${apart})` : "";
  return `${where}: ${raising} (increases) against ${lowering} (decreases)${context}`;
}

/** Which constraint emptied the answer; without any, that nothing leads there. `end` is null for all outcomes. */
export function whyNone(routes, end) {
  if (end === routes.start) return "the start is the end";
  const { limits } = routes;
  const constraints = constraintsIn(limits);
  const options = [...constraints.keys()];
  const bound = `--max-steps ${limits.max_steps}`;
  const freeing = options.filter((option) => hasAnswer(routes, end, constraints.get(option)));
  if (freeing.length) return `no path with ${listedNames(freeing, "or")}; without it there are paths`;
  const longest = routes.index.nodes.length;
  const mayBeLonger = options.length || (end !== null && routes.reaches(end));
  if (mayBeLonger && hasAnswer(routes, end, { ...limits, max_steps: longest })) {
    return `no path within ${bound}; longer ones exist`;
  }
  const together = (all) => `no path with ${listedNames(all)} together; without them there are paths`;
  if (options.length && hasAnswer(routes, end, { ...UNLIMITED, max_steps: limits.max_steps })) {
    return together(options);
  }
  if (options.length && hasAnswer(routes, end, { ...UNLIMITED, max_steps: longest })) {
    return together([...options, bound]);
  }
  return end === null ? "no coherent path leads to an outcome" : "no hypothesis carries it so far";
}

/** Whether there is any coherent path under other limits. */
function hasAnswer(routes, end, limits) {
  const other = new Routes(routes.knowledge, routes.start, limits);
  const ends = end === null ? outcomesFor(routes) : [end];
  return ends.some((one) => other.hasAny(one, new Budget(REASON_BUDGET)));
}

/** The names of the outcomes of a graph, the start left out. */
export function outcomesFor(routes) {
  const isOne = (entity) => entity.outcome && entity.id !== routes.start;
  return routes.index.nodes.filter(isOne).map((entity) => entity.id);
}

/** Where the hypotheses stop that speak of the start and carry it to no end asked for. */
export function stopsOf(routes, ends, carrying) {
  if (ends.has(routes.start)) return [];
  const others = routes.hypotheses().filter(({ id }) => !carrying.has(id));
  return others.map(({ id }) => stopOf(routes, id, ends)).filter((stop) => stop !== null);
}

function stopOf(routes, hypothesis, ends) {
  const { knowledge, index } = routes;
  const claims = knowledge.claimsOf(hypothesis).map((name) => knowledge.claims.get(name));
  const leaving = claims.filter((claim) => claim.subject === routes.start);
  if (!leaving.some((claim) => WALKED_FAMILIES.has(claim.family))) return null;
  const scope = routes.scope(knowledge.hypotheses.get(hypothesis));
  const far = farFrom(routes, scope);
  const nextTo = (name) => scope.out(index.number.get(name));
  const reached = inOrder(far.keys()).sort((one, other) => far.get(other) - far.get(one));
  const isUnsettled = ({ status, subject }) =>
    UNSETTLED.has(status) && (subject === routes.start || far.has(subject));
  const open = claims.filter(isUnsettled).map((claim) => claim.id);
  const dead = reached.filter((name) => !nextTo(name).length);
  const last = dead.length ? dead : reached;
  const met = inOrder([...ends].filter((name) => far.has(name)));
  return { hypothesis, reached: met.length ? met : last, because: whyItStops(met, last, open), open };
}

/** What a start leads to, with the fewest steps; what it is made into is given with it and left out. */
function farFrom(routes, scope) {
  const productions = (node) => scope.out(node).filter((arrow) => arrow.claim?.family === "production");
  const given = reachable(productions, routes.number);
  const others = [...scope.reach].filter(([node]) => !given.has(node));
  return new Map(others.map(([node, steps]) => [routes.index.nodes[node].id, steps]));
}

function whyItStops(met, last, open) {
  if (met.length) return "what leads there is not coherent or does not pass the constraints";
  if (last.length) return "no claim leads on from there";
  return open.length ? "its first step is not settled" : "no first step passes the constraints";
}

/** How many coherent paths there are, and how many of them have a known direction. */
function countedPaths(signs) {
  const count = signs.length;
  const unknown = signs.filter((sign) => sign === 0).length;
  if (count === 1) return "1 coherent path";
  if (unknown === count) return `${count} coherent paths`;
  if (unknown) {
    const others = unknown === 1 ? "the other" : "the others";
    return `${count - unknown} of ${count} coherent paths, ${others} of unknown direction`;
  }
  return count === 2 ? "both coherent paths" : `all ${count} coherent paths`;
}

function listedNames(names, last = "and") {
  return names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} ${last} ${names.at(-1)}`;
}
