import { limitsIn, verdictOf } from "./limits.js";
import { meetingsOf } from "./meeting.js";
import { compareText, inOrder } from "./ordering.js";
import { outcomesFor } from "./reasons.js";
import { AllRoutes, jointVerdict } from "./routes.js";
import { Budget } from "./search.js";
import { idsByName, sharedAmong, targetsOf } from "./sharing.js";

/** How many pairs of routes may be laid side by side for one comparison. */
const MOST_PAIRS = 100_000;
/** Predicates by which binding is recorded: one drug's beside another's. */
const AFFINITY_PREDICATES = new Set(["has-higher-affinity-than", "has-same-affinity-as"]);
const UNSETTLED_STATUSES = new Set(["open", "refuted"]);
const STUDY_RESULTS = ["positive", "negative", "mixed", "pending", "halted", "not-stated"];

/** Names that cannot be laid side by side: a mix, too few, one thing twice. */
export class IncomparableError extends Error {
  constructor(words) {
    super(words);
    this.name = "IncomparableError";
  }
}

/** Two or more drugs, or two or more hypotheses, side by side; a name that both bear is read as the others are. */
export function compare(knowledge, names, { limits = {} } = {}) {
  const stated = limitsIn(knowledge, limits);
  const sort = sortOf(knowledge, names);
  return sort === "drug"
    ? compareDrugs(knowledge, names, stated)
    : compareHypotheses(knowledge, names, stated);
}

/** Whether all names are those of drugs, or of hypotheses. */
function sortOf(knowledge, names) {
  if (names.length < 2) {
    const one = names.length ? `'${names[0]}' is but one; ` : "";
    throw new IncomparableError(`${one}name two drugs or more, or two hypotheses or more`);
  }
  const twice = names.find((name, place) => names.indexOf(name) < place);
  if (twice !== undefined) throw new IncomparableError(`'${twice}' is ${twice} again; name each once`);
  const sorts = names.map((name) => sortsOf(knowledge, name));
  const shared = ["drug", "hypothesis"].find((sort) => sorts.every((each) => each.includes(sort)));
  if (shared) return shared;
  const told = names.map((name, place) =>
    sorts[place].length > 1 ? "" : `'${name}' is a ${sorts[place][0]}`,
  );
  const cure = "compare drugs with drugs, hypotheses with hypotheses";
  throw new IncomparableError(`${told.filter(Boolean).join(", ")}; ${cure}`);
}

function sortsOf(knowledge, name) {
  const sorts = [];
  if (knowledge.isDrug(name)) sorts.push("drug");
  if (knowledge.hypotheses.has(name)) sorts.push("hypothesis");
  if (sorts.length) return sorts;
  const { kind } = knowledge.entity(name);
  const word = knowledge.kinds.get(kind)?.label ?? kind;
  const article = "aeiou".includes(word[0]) ? "an" : "a";
  throw new IncomparableError(`'${name}' is ${article} ${word}; name drugs or hypotheses`);
}

function pairsOf(things) {
  return things.flatMap((one, place) => things.slice(place + 1).map((other) => [one, other]));
}

function isSettled(claim) {
  return !UNSETTLED_STATUSES.has(claim.status);
}

/** Whether a claim is an action on a target: direct, and on no outcome. */
function isAction(knowledge, claim) {
  return claim.family === "causal" && !claim.net && !knowledge.entity(claim.object).outcome;
}

function verdictOfSigns(signs) {
  return jointVerdict(signs.map(verdictOf));
}

/** Each name with what is told of it. */
function toldByName(names, tell) {
  return Object.fromEntries(names.map((name, place) => [name, tell(place)]));
}

/* drugs */

/** Of each drug its part is told by itself; what is shared is read off these parts. */
function compareDrugs(knowledge, drugs, limits) {
  const allRoutes = new AllRoutes(knowledge);
  const every = drugs.map((drug) => allRoutes.of(drug, limits));
  const parts = every.map(drugPart);
  const sides = (field) => parts.map((part) => part[field]);
  const outcomes = effectRows(drugs, parts);
  const budget = new Budget(MOST_PAIRS);
  const meetings = pairsOf(every).flatMap(([one, other]) =>
    outcomes.flatMap(({ outcome }) => meetingsOf(one, other, outcome, budget)),
  );
  const claims = [...knowledge.claims.values()];
  const areCompared = ({ subject, object }) => drugs.includes(subject) && drugs.includes(object);
  const against = claims.filter((claim) => claim.family === "comparison" && areCompared(claim));
  const effects = parts.flatMap((part) => [...part.effects.values()]);
  return {
    compared: "drugs",
    things: drugs,
    complete: [...effects, ...meetings].every((one) => one.complete),
    targets: targetsOf(drugs, sides("actions"), sides("nulls")),
    products: targetsOf(drugs, sides("products"), sides("nulls")),
    affinities: idsByName(drugs, sides("affinities")),
    against: against.map((claim) => claim.id),
    steps: sharedAmong(drugs, sides("steps")),
    outcomes,
    nulls: sharedAmong(
      drugs,
      parts.map((part) => new Map(part.nulls.map((claim) => [claim.object, 0]))),
    ),
    meetings,
    studies: toldByName(drugs, (place) => studiesByResult(parts[place].studies)),
    trials: trialsOf(knowledge, drugs),
    attributes: idsByName(drugs, sides("attributes")),
  };
}

function drugPart(routes) {
  const { knowledge, start: drug } = routes;
  const about = [...knowledge.claims.values()].filter(({ subject, object }) => {
    return subject === drug || object === drug;
  });
  const own = about.filter((claim) => claim.subject === drug && isSettled(claim));
  const ofFamily = (family) => own.filter((claim) => claim.family === family);
  const forms = knowledge.formsOf(drug);
  const studies = [...knowledge.studies.values()].filter(({ drugs = [] }) =>
    drugs.some((one) => forms.has(one)),
  );
  const effects = outcomesFor(routes).map((end) => effectOn(routes, end, ofFamily("null"), studies));
  const reached = effects.filter(([, effect]) => effect.paths).map(([end]) => end);
  return {
    actions: own.filter((claim) => isAction(knowledge, claim)),
    products: ofFamily("production"),
    affinities: about.filter((claim) => AFFINITY_PREDICATES.has(claim.predicate)),
    nulls: ofFamily("null"),
    steps: placesOnRoutes(routes, reached),
    effects: new Map(effects.filter(([, effect]) => isTold(effect))),
    studies,
    attributes: ofFamily("attribute"),
  };
}

/** What is known of a drug and one outcome. */
function effectOn(routes, end, nulls, studies) {
  const { under, signs, ended } = routes.found(end);
  const seenAs = (field) => studies.filter((study) => study[field]?.includes(end)).map((study) => study.id);
  const effect = {
    verdict: verdictOfSigns(signs),
    paths: signs.length,
    hypotheses: under.filter(({ hypothesis }) => hypothesis).map(({ hypothesis }) => hypothesis.id),
    stated: under.some(({ hypothesis }) => !hypothesis),
    nulls: nulls.filter((claim) => claim.object === end).map((claim) => claim.id),
    seen_in: seenAs("adverse"),
    not_seen_in: seenAs("absent"),
    complete: !ended.length,
  };
  return [end, effect];
}

/** Whether anything at all is known of an effect, or a budget ended the search for that. */
function isTold(effect) {
  return (
    !effect.complete ||
    effect.paths ||
    effect.nulls.length ||
    effect.seen_in.length ||
    effect.not_seen_in.length
  );
}

function noEffect() {
  const lists = { hypotheses: [], nulls: [], seen_in: [], not_seen_in: [] };
  return { verdict: "none", paths: 0, stated: false, ...lists, complete: true };
}

/** The claims on routes to some ends, each with the earliest place at which it stands there: 1 is a first step. */
function placesOnRoutes(routes, ends) {
  const places = new Map();
  const paths = ends.flatMap((end) => routes.found(end).under).flatMap((one) => one.paths);
  for (const path of paths) {
    for (const [place, { name }] of path.entries()) {
      places.set(name, Math.min(place + 1, places.get(name) ?? place + 1));
    }
  }
  return places;
}

/** One row for each outcome, with what is known of it for each drug: what most lead to first. */
function effectRows(drugs, parts) {
  const ends = inOrder(new Set(parts.flatMap((part) => [...part.effects.keys()])));
  const reaching = (end) => parts.filter((part) => part.effects.get(end)?.paths).length;
  const effectsOn = (end) => toldByName(drugs, (place) => parts[place].effects.get(end) ?? noEffect());
  return ends
    .sort((one, other) => reaching(other) - reaching(one))
    .map((outcome) => ({ outcome, drugs: effectsOn(outcome) }));
}

/** The names of studies by result, the results that there are. */
function studiesByResult(studies) {
  const ofResult = (result) => studies.filter((study) => study.result === result).map((study) => study.id);
  const every = STUDY_RESULTS.map((result) => [result, ofResult(result)]);
  return Object.fromEntries(every.filter(([, names]) => names.length));
}

/** The names of the studies that gave two of some drugs. */
function trialsOf(knowledge, drugs) {
  const givenIn = ({ arms = [] }) =>
    new Set(arms.map((arm) => arm.given).filter((one) => drugs.includes(one)));
  const studies = [...knowledge.studies.values()];
  return studies.filter((study) => givenIn(study).size > 1).map((study) => study.id);
}

/* hypotheses */

function compareHypotheses(knowledge, hypotheses, limits) {
  const allRoutes = new AllRoutes(knowledge);
  const parts = hypotheses.map((one) => hypothesisPart(allRoutes, one, { ...limits, hypothesis: one }));
  const firsts = parts.map((part) => part.first);
  const acting = new Set(firsts.flat().map(endsOfClaim));
  const nulls = parts.map((part) => part.nulls.filter((claim) => acting.has(endsOfClaim(claim))));
  const side = (names) => new Map(names.map((name) => [name, 0]));
  return {
    compared: "hypotheses",
    things: hypotheses,
    complete: parts.every((part) => [...part.reaches.values()].every(({ told }) => told.complete)),
    targets: targetsOf(hypotheses, firsts, nulls),
    steps: sharedAmong(
      hypotheses,
      parts.map((part) => side(part.steps.map((claim) => claim.id))),
    ),
    nodes: sharedAmong(
      hypotheses,
      parts.map((part) => side(part.nodes)),
    ),
    outcomes: reachRows(hypotheses, parts),
    opposed: pairsOf(parts).flatMap(([one, other]) => opposedClaims(one, other)),
  };
}

function hypothesisPart(allRoutes, hypothesis, limits) {
  const { knowledge } = allRoutes;
  const claims = knowledge.claimsOf(hypothesis).map((name) => knowledge.claims.get(name));
  const steps = claims.filter((claim) => claim.isTraversed);
  return {
    hypothesis,
    steps,
    nodes: [...new Set(steps.flatMap(({ subject, object }) => [subject, object]))],
    first: steps.filter((claim) => isAction(knowledge, claim) && knowledge.isDrug(claim.subject)),
    nulls: claims.filter((claim) => claim.family === "null" && isSettled(claim)),
    reaches: reachesOf(allRoutes, hypothesis, limits),
  };
}

/** Each drug and outcome that a hypothesis joins. Most drugs have no first step under it. */
function reachesOf(allRoutes, hypothesis, limits) {
  const { knowledge } = allRoutes;
  const bit = knowledge.ownBits.get(hypothesis);
  const reaches = new Map();
  const begins = (name) => knowledge.expand(name).some((arrow) => (arrow.scope & bit) !== 0n);
  for (const drug of knowledge.entities.keys()) {
    if (!knowledge.isDrug(drug) || !begins(drug)) continue;
    const routes = allRoutes.of(drug, limits);
    for (const outcome of outcomesFor(routes)) {
      const { under, signs, ended } = routes.found(outcome);
      if (!under.length && !ended.length) continue;
      const told = { verdict: verdictOfSigns(signs), paths: signs.length, complete: !ended.length };
      reaches.set(`${drug} ${outcome}`, { drug, outcome, told });
    }
  }
  return reaches;
}

/** One row for each drug and outcome, with the verdict of each hypothesis: what most join first. */
function reachRows(hypotheses, parts) {
  const ends = new Map(parts.flatMap((part) => [...part.reaches]));
  const none = () => ({ verdict: "none", paths: 0, complete: true });
  const joining = (name) => parts.filter((part) => part.reaches.get(name)?.told.paths).length;
  const rows = [...ends].map(([name, { drug, outcome }]) => {
    const told = toldByName(hypotheses, (place) => parts[place].reaches.get(name)?.told ?? none());
    return { row: { drug, outcome, hypotheses: told }, count: joining(name) };
  });
  rows.sort(
    ({ row: one, count }, { row: other, count: rival }) =>
      rival - count || compareText(one.drug, other.drug) || compareText(one.outcome, other.outcome),
  );
  return rows.map(({ row }) => row);
}

function endsOfClaim({ subject, object }) {
  return `${subject} ${object}`;
}

/** The claims of two hypotheses on the same two nodes that contradict one another; not what both hold. */
function opposedClaims(one, other) {
  const [ours, theirs] = [one, other].map((part) => [...part.steps, ...part.nulls]);
  const isBetween = (claim, rival) => !theirs.includes(claim) || !ours.includes(rival);
  const areOpposed = (claim, rival) => endsOfClaim(claim) === endsOfClaim(rival) && contradict(claim, rival);
  const ordered = [...ours].sort((claim, rival) => compareText(claim.id, rival.id));
  return ordered.flatMap((claim) => {
    const rivals = theirs.filter((rival) => areOpposed(claim, rival) && isBetween(claim, rival));
    return rivals.map((rival) => ({
      sort: claim.family === "null" || rival.family === "null" ? "null" : "sign",
      claims: [claim.id, rival.id],
      hypotheses: [one.hypothesis, other.hypothesis],
    }));
  });
}

function contradict(one, other) {
  const nulls = [one, other].filter((claim) => claim.family === "null").length;
  return nulls ? nulls === 1 : one.sign * other.sign < 0;
}
