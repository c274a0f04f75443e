/* What a state shows: a sub-graph with a title and, where something was asked, the answer. */

import { compare } from "./comparing.js";
import { whatIf } from "./intervening.js";
import { compareText } from "./ordering.js";
import { questionOf } from "./state.js";
import { trace } from "./tracing.js";
import { isDisputed, verdictWords } from "./words.js";

/** The view of a state. `page` holds data, knowledge and words. */
export function viewOf(state, page) {
  const views = {
    trace: viewOfTrace,
    "what-if": viewOfWhatIf,
    hypothesis: viewOfHypothesis,
    around: viewAround,
    compare: viewOfCompare,
    studies: viewOfEvidence("Clinical studies"),
    timeline: viewOfEvidence("Onset and duration"),
    experiments: viewOfEvidence("Experiments"),
  };
  const view = (unknownName(state, page.data) ? unknownView : views[questionOf(state)] || viewOfPart)(
    state,
    page,
  );
  const { left_out: left } = page.data;
  if (left.entities)
    view.leftOut = `This page holds a part of a larger graph: ${left.entities.toLocaleString("en")} entities and ${left.claims.toLocaleString("en")} claims are left out.`;
  return view;
}

/** The first name in a state that the page does not hold. */
function unknownName(state, data) {
  const entities = [state.from, state.to, state.around, ...state.avoid, ...state.block, ...state.add].filter(
    Boolean,
  );
  const compared = state.compare.filter(
    (id) =>
      !(id.replace(/^hypothesis:/, "") in (id.startsWith("hypothesis:") ? data.hypotheses : data.entities)),
  );
  const hypotheses = [state.hypothesis].filter((id) => id && !(id in data.hypotheses));
  return entities.find((id) => !(id in data.entities)) || compared[0] || hypotheses[0];
}

function unknownView(state, page) {
  const name = unknownName(state, page.data);
  return subgraph(
    page,
    { id: "unknown", title: "Not in this page", description: `Nothing here is called “${name}”.` },
    [],
    [],
  );
}

/** A view of evidence draws nothing here: it has modules of its own. */
function viewOfEvidence(title) {
  return (state, page) => ({
    ...subgraph(page, { id: state.show, title, description: "" }, [], []),
    ...{ isOverview: true, isTelling: true },
  });
}

/* parts of the map */

/** The claims that pass the filters; a map also hides kinds. */
export function passing(state, page, ids) {
  const { data, knowledge } = page;
  const limits = Object.entries(contextOf(state));
  const tier = tierLimit(state, page);
  const columnOf = (id) => data.kinds[data.entities[id].kind].column;
  return ids.filter((id) => {
    const claim = data.claims[id];
    if (!state.disputed && isDisputed(claim)) return false;
    if (page.words.tierOf(claim) > tier) return false;
    if (state.hide.length && [claim.subject, claim.object].some((end) => state.hide.includes(columnOf(end))))
      return false;
    return limits.every(([axis, value]) =>
      knowledge.coherence.mayHold(knowledge.claims.get(id), axis, value),
    );
  });
}

/** The claims of a story: its steps, and end results only where its steps do not explain them. */
const toldSteps = (state, page, ids) => {
  const open = passing(state, page, ids);
  return state.net ? open : withoutExplained(open, page.data);
};

/** Claims without the end results that direct steps among them lead to with the same sign. */
function withoutExplained(ids, data) {
  const out = new Map();
  for (const id of ids) {
    const { subject, net } = data.claims[id];
    if (!net) out.set(subject, [...(out.get(subject) || []), data.claims[id]]);
  }
  const isExplained = ({ subject, object, sign = 0 }) => {
    const reached = new Set([`1 ${subject}`]);
    for (const here of reached) {
      const [net, node] = [Number.parseInt(here, 10), here.slice(here.indexOf(" ") + 1)];
      for (const step of out.get(node) || []) reached.add(`${net * (step.sign || 0)} ${step.object}`);
    }
    return reached.has(`${sign} ${object}`);
  };
  return ids.filter((id) => !data.claims[id].net || !isExplained(data.claims[id]));
}

/** The contexts that are asked for, by axis. */
function contextOf(state) {
  const asked = { species: state.species, region: state.region, timing: state.timing };
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value));
}

const tierLimit = (state, page) => {
  const place = page.data.tiers.indexOf(state.tier);
  return place > 0 ? place : page.data.tiers.length;
};

function viewOfPart(state, page) {
  const { data } = page;
  const isWhole = questionOf(state) === "everything";
  const ids = isWhole ? page.arrows : data.opening.core;
  const told = {
    id: isWhole ? "everything" : "core",
    title: ids.length === page.arrows.length ? "Everything" : "Core mechanism",
    description: partWords(ids, page),
    isOverview: true,
  };
  const kept = passing(state, page, ids);
  const view = subgraph(page, told, kept, []);
  if (!isWhole && kept.length === ids.length) view.layouts = data.opening.layouts;
  return view;
}

/** What the core is depends on the graph: see `core_of` in Python. */
function partWords(ids, page) {
  const isStep = (id) => page.data.claims[id].hypotheses && !page.data.claims[id].net;
  if (ids.length === page.arrows.length) return "Every claim that a path may walk along, direct and net.";
  return ids.every(isStep)
    ? "The direct steps of all hypotheses that lie on a way from a drug to an outcome. Choose one hypothesis to see all of it by itself."
    : "What most claims join. Choose a box for what lies around it.";
}

function viewOfHypothesis(state, page) {
  const hypothesis = page.data.hypotheses[state.hypothesis];
  const tour = hypothesis.tour || [];
  const held = page.claimsOf(state.hypothesis);
  const walked = passing(
    state,
    page,
    tour.map(({ claim }) => claim),
  );
  const ids = [...toldSteps(state, page, held), ...walked];
  const told = {
    id: `hypothesis:${state.hypothesis}`,
    title: hypothesis.label,
    description: hypothesis.description,
  };
  const view = subgraph(page, told, ids, []);
  view.tour = tour.filter(({ claim }) => walked.includes(claim));
  view.marks = new Map(view.tour.map(({ claim }, place) => [claim, `step ${place + 1}`]));
  return view;
}

function viewAround(state, page) {
  const { data } = page;
  const arrows = passing(state, page, page.arrows);
  let near = new Set([state.around]);
  let ids = [];
  for (let step = 0; step < Math.min(state.steps, 3); step += 1) {
    ids = arrows.filter((id) => near.has(data.claims[id].subject) || near.has(data.claims[id].object));
    near = new Set([...near, ...ids.flatMap((id) => [data.claims[id].subject, data.claims[id].object])]);
  }
  const name = page.words.name(state.around);
  const reach = state.steps > 1 ? `up to ${state.steps} arrows away` : "one arrow away";
  const told = {
    id: `around:${state.around}`,
    title: `Around ${name}`,
    description: `What leads to ${name} and what it leads to, ${reach}.`,
  };
  return { ...subgraph(page, told, ids, [state.around]), steps: state.steps };
}

/** A sub-graph of the page: the claims, their ends, and what else is named. */
function subgraph(page, told, claims, also, gaps = []) {
  const ends = claims.flatMap((id) => [page.data.claims[id].subject, page.data.claims[id].object]);
  const gapEnds = gaps.flatMap((gap) => [gap.from, gap.to]);
  const entities = [...new Set([...ends, ...also, ...gapEnds])].sort(compareText);
  return {
    ...told,
    claims: [...new Set(claims)].sort(compareText),
    entities,
    gaps,
    marks: new Map(),
    answer: null,
  };
}

/* answers */

/** The limits of a question, from the filters. */
function limitsOf(state, page) {
  const limits = { ...contextOf(state), avoid: state.avoid };
  if (state.tier) limits.min_tier = tierLimit(state, page);
  if (!state.disputed) limits.exclude_disputed = true;
  if (state.hypothesis) limits.hypothesis = state.hypothesis;
  return limits;
}

function viewOfTrace(state, page) {
  const given = page.data.opening.answer;
  const isGiven = given && given.start === state.from && given.end === state.to && !state.avoid.length;
  const found = isGiven
    ? given
    : trace(page.knowledge, state.from, state.to, {
        top: Math.max(state.top, 1),
        limits: limitsOf(state, page),
      });
  const listed = listedPaths(found);
  const numberOf = (path) => listed.find((one) => one.path.claims.join() === path.claims.join()).number;
  const chosen = listed.filter(({ number }) => state.path.includes(String(number)));
  const paths = (
    chosen.length
      ? chosen
      : listed.some(({ path }) => !path.joints.length)
        ? listed.filter(({ path }) => !path.joints.length)
        : listed
  ).map(({ path }) => path);
  const title = `${page.words.name(state.from)} → ${page.words.name(state.to)}`;
  const told = {
    id: `paths:${state.from}:${state.to}`,
    title,
    description: `${verdictWords(found.verdict)}: ${found.reason}`,
  };
  const view = subgraph(
    page,
    told,
    paths.flatMap((path) => path.claims),
    [state.from, ...(paths.length ? [] : [state.to])],
    gapsOf(paths),
  );
  if (chosen.length > 1 && chosen.length <= 4) {
    view.marks = sides(
      paths.map((path) => path.claims),
      view,
      page,
    );
    view.sides = chosen.map(({ number }) => `path ${number}`);
  }
  view.answer = { trace: found, listed, numberOf, count: listed.length };
  return view;
}

/** The paths of an answer, each once and numbered as they are told. */
function listedPaths(found) {
  const seen = new Map();
  for (const outcome of found.outcomes) {
    const routes = outcome.routes.flatMap((route) => route.paths);
    for (const path of [...routes, ...outcome.stitched_paths]) {
      const key = path.claims.join();
      if (!seen.has(key)) seen.set(key, { path, number: seen.size + 1 });
    }
  }
  return [...seen.values()];
}

function gapsOf(paths) {
  const gaps = new Map();
  for (const { subject, object, reason } of paths.flatMap((path) => path.joints)) {
    if (subject && object)
      gaps.set(`joint:${subject}.${object}`, {
        id: `joint:${subject}.${object}`,
        from: subject,
        to: object,
        reason,
      });
  }
  return [...gaps.values()];
}

/** Which sides each claim and entity belongs to: letters, or shared by all. */
function sides(groups, view, page) {
  const letters = ["a", "b", "c", "d"];
  const marks = new Map();
  const enter = (id, holding) => {
    if (holding.length === groups.length) marks.set(id, "shared");
    else if (holding.length) marks.set(id, holding.map((place) => letters[place]).join("+"));
  };
  const ends = groups.map(
    (claims) => new Set(claims.flatMap((id) => [page.data.claims[id].subject, page.data.claims[id].object])),
  );
  const places = groups.map((_, place) => place);
  for (const id of view.entities) {
    const holding = places.filter((place) => ends[place].has(id));
    enter(id, holding);
  }
  // An arrow says whose it is only where its two ends do not.
  const isShared = (id) => marks.get(id) === "shared";
  for (const id of view.claims.filter((one) =>
    [page.data.claims[one].subject, page.data.claims[one].object].every(isShared),
  )) {
    const holding = places.filter((place) => groups[place].includes(id));
    if (holding.length < groups.length) enter(id, holding);
  }
  return marks;
}

/** What is switched off and added. */
function doneWords(state, page) {
  const names = (ids) => ids.map((id) => page.words.name(id)).join(", ");
  const told = [
    state.block.length ? `${names(state.block)} switched off` : "",
    state.add.length ? `${names(state.add)} added` : "",
  ];
  return told.filter(Boolean).join(", ");
}

function viewOfWhatIf(state, page) {
  const done = state.block.map((id) => ({ block: id }));
  const title = `${page.words.name(state.from)} → ${page.words.name(state.to)}`;
  const told = {
    id: `what-if:${state.from}:${state.to}`,
    title,
    description: doneWords(state, page),
  };
  let answer = null;
  try {
    answer = whatIf(page.knowledge, state.from, state.to, done, {
      add: state.add,
      limits: limitsOf(state, page),
    });
  } catch (error) {
    if (error.name !== "InterventionError") throw error;
    const view = subgraph(page, told, [], [state.from, state.to, ...state.block]);
    return { ...view, answer: { error: error.message, outcomes: [] } };
  }
  const kept = claimsOfPaths(answer, "kept");
  const lost = claimsOfPaths(answer, "lost");
  const acting = claimsOfPaths(answer, "acting");
  const added = answer.outcomes
    .flatMap((one) => one.additions || [])
    .flatMap((one) => one.paths || [])
    .flatMap((path) => path.claims);
  const view = subgraph(
    page,
    told,
    [...kept, ...lost, ...acting, ...added],
    [state.from, ...state.block, ...state.add],
  );
  view.marks = whatIfMarks(
    view,
    page,
    new Set([...kept, ...added, ...acting.filter((id) => !lost.includes(id))]),
    state.block,
  );
  return { ...view, answer };
}

const claimsOfPaths = (answer, part) =>
  answer.outcomes.flatMap((one) => one.union[part]).flatMap((path) => path.claims);

function whatIfMarks(view, page, standing, blocked) {
  const marks = new Map();
  const alive = new Set();
  for (const id of view.claims) {
    if (standing.has(id))
      for (const end of [page.data.claims[id].subject, page.data.claims[id].object]) alive.add(end);
    else marks.set(id, "lost");
  }
  for (const id of view.entities) if (!alive.has(id)) marks.set(id, "lost");
  marks.delete(page.state.from);
  for (const id of blocked)
    for (const one of page.knowledge.within(id)) if (view.entities.includes(one)) marks.set(one, "blocked");
  return marks;
}

/* side by side */

function viewOfCompare(state, page) {
  const names = state.compare.map((id) => id.replace(/^hypothesis:/, ""));
  const title = state.compare.map((id) => page.words.compared(id)).join(" · ");
  const told = {
    id: `compare:${state.compare.join()}`,
    title,
    description: "What they share and what is each one's own.",
  };
  const drugs = state.compare.filter((id) => id in page.data.entities);
  try {
    const answer = compare(page.knowledge, names, {
      limits: { ...limitsOf(state, page), avoid: [], hypothesis: "" },
    });
    const groups = names.map((name) =>
      toldSteps(
        state,
        page,
        claimsHeldBy(answer, name).filter((id) => page.isDrawn(id) && (state.net || !isEndToEnd(page, id))),
      ),
    );
    const view = subgraph(page, told, groups.flat(), drugs);
    view.marks = sides(groups, view, page);
    // A drug may bear the name of a hypothesis: what was compared is told, not what was meant.
    const isOfDrugs = answer.compared === "drugs";
    view.sides = names.map((name) => (isOfDrugs ? page.words.name(name) : page.words.hypothesis(name)));
    return { ...view, title: view.sides.join(" · "), answer };
  } catch (error) {
    if (error.name !== "IncomparableError") throw error;
    const isOne = state.compare.length === 1;
    return {
      ...subgraph(page, told, [], drugs),
      answer: { error: isOne ? "choose another to stand beside it" : error.message },
    };
  }
}

/** Whether a claim leads from a drug straight to an outcome: the table beside the figure tells these. */
function isEndToEnd({ data }, id) {
  const { subject, object, net } = data.claims[id];
  return Boolean(net && data.entities[subject].exposure && data.entities[object].outcome);
}

/** The steps of one of what is compared, and what it acts on. */
function claimsHeldBy(answer, name) {
  const steps = answer.steps.filter((group) => group.held_by.includes(name)).flatMap((group) => group.ids);
  return [...steps, ...answer.targets.flatMap((target) => target.actions[name] || [])];
}
