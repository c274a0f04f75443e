import { heldBy, interventionsIn } from "./holding.js";
import { limitsIn, verdictOf } from "./limits.js";
import { partingOf } from "./reasons.js";
import { AllRoutes, compareRanks, jointVerdict, nameOfPath, netSign } from "./routes.js";
import { kept } from "./scope.js";
import { times } from "./search.js";
import { endsOf, loopsThrough, nodesOnPaths, shortestLoops } from "./tracing.js";

/** What a node that is held at a level does to what it raises. */
const FACTOR_OF_LEVEL = new Map([
  ["low", -1],
  ["high", 1],
  ["baseline", 0],
]);
/** States whose evidence records that the subject of a claim is active before anything is done. */
const STATES_AT_REST = new Set(["at-rest", "baseline-conditions", "normal-synaptic-activity"]);
const KNOWN_DIRECTIONS = new Set(["increases", "decreases"]);

/**
 * What interventions do to an outcome, and what they leave of a drug's effect on it, within each hypothesis and
 * over their union.
 *
 * Without a drug (null) only the interventions themselves are asked about. `done` are objects such as
 * {block: X}, {"knock-out": X, in: CELL}, {clamp: X, to: LEVEL} and {cut: CLAIM}; `add` names further drugs, each
 * answered alone and together with the first.
 */
export function whatIf(knowledge, drug, outcome, done = [], { add = [], limits = {} } = {}) {
  const start = drug === null ? null : knowledge.entity(drug).id;
  const interventions = interventionsIn(knowledge, done);
  const added = add.map((name) => knowledge.entity(name).id);
  const asked = new Asked(new AllRoutes(knowledge), start, interventions, added, limitsIn(knowledge, limits));
  const end = knowledge.entity(outcome).id;
  const outcomes = endsOf(knowledge, end).map((one) => asked.of(one));
  return { start, end, interventions, outcomes };
}

/** One drug under one set of interventions; outcomes are asked one by one. */
export class Asked {
  #allRoutes;
  #limits;
  #cut;
  #routesOf = new Map();

  constructor(allRoutes, drug, interventions, added, limits) {
    const { knowledge } = allRoutes;
    this.knowledge = knowledge;
    this.drug = drug;
    this.added = added;
    this.held = heldBy(interventions);
    this.compounds = [...new Set(interventions.map((one) => one.compound))].filter((one) => one !== null);
    const given = [...this.held.keys()].filter((node) => this.held.get(node) === "high");
    const present = [drug, ...this.compounds, ...added, ...given].filter((one) => one !== null);
    const absent = claimsOfAbsent(knowledge, present);
    this.#allRoutes = allRoutes;
    this.#limits = { ...limits, without: [...limits.without, ...absent] };
    this.#cut = [...limits.cut, ...interventions.map((one) => one.claim).filter((one) => one !== null)];
  }

  /** What leads on from a source, with what is held and cut in force or not. */
  routes(start, isBlocked) {
    const key = `${isBlocked} ${start}`;
    if (!this.#routesOf.has(key)) {
      const others = [...this.held.keys()].filter((node) => node !== start);
      const avoid = [...this.#limits.avoid, ...others];
      const limits = isBlocked ? { ...this.#limits, avoid, cut: this.#cut } : this.#limits;
      this.#routesOf.set(key, this.#allRoutes.of(start, limits));
    }
    return this.#routesOf.get(key);
  }

  /** What the interventions mean for one outcome. */
  of(end) {
    const before = new Walks();
    const under = new Walks();
    const acting = this.#acting(end);
    if (this.drug !== null) before.add(this.routes(this.drug, false).found(end));
    if (this.drug !== null && !this.held.has(this.drug)) {
      under.add(this.routes(this.drug, true).found(end));
    }
    const asked = new Set([...before.hypotheses(), ...acting.hypotheses()]);
    const named = [...this.knowledge.hypotheses.values()].filter((one) => asked.has(one));
    const rows = named.map((one) => this.#remainder(one, before.of(one), under.of(one), acting.of(one)));
    const whole = before.union();
    const kept = new Map([...this.#standing(under)].filter(([name]) => whole.has(name)));
    return {
      end,
      union: this.#remainder(null, whole, kept, this.#standing(acting)),
      hypotheses: rows,
      additions: this.added.map((drug) => this.#addition(drug, end, kept)),
      loops: this.#loops(rows),
      complete: before.complete && under.complete && acting.complete,
    };
  }

  /**
   * The union, less the paths whose net claims only blocked routes carried. A net claim never rescues: where
   * some hypothesis has a longer route of its sign between its ends, it stands only as long as one is open.
   */
  #standing(walks) {
    if (!this.held.size && !this.#cut.length) return walks.union();
    const stands = (arrow) => !arrow.net || this.#stands(arrow);
    return new Map([...walks.union()].filter(([, walk]) => walk.arrows.every(stands)));
  }

  #stands = kept((net) => {
    const start = this.knowledge.index.nodes[net.start].id;
    return this.routes(start, true).longer(net) || !this.routes(start, false).longer(net);
  });

  /** What the interventions do to an outcome by themselves. */
  #acting(end) {
    const acting = new Walks();
    for (const [node, level] of this.held) {
      if (level === "low" && this.knowledge.entities.get(node).exposure) continue; // it was never there
      const factor = FACTOR_OF_LEVEL.get(level);
      if (node === end && factor) acting.hold(end, factor);
      else if (factor && !this.held.has(end)) acting.add(this.routes(node, true).found(end), factor);
    }
    for (const compound of this.compounds) this.#addDrug(acting, compound, end);
    return acting;
  }

  /**
   * Add what a further drug does to an outcome under the interventions. Where its direct action on a target
   * serves no hypothesis of its own, it engages the target under each: rapamycin inhibits mTORC1 whichever way
   * mTORC1 is thought to matter.
   */
  #addDrug(walks, drug, end) {
    if (this.held.has(drug) || this.held.has(end)) return;
    const routes = this.routes(drug, true);
    walks.add(routes.found(end));
    for (const arrow of this.knowledge.expand(drug)) {
      const target = this.knowledge.index.nodes[arrow.end].id;
      const isAction = arrow.claim && !arrow.net && !arrow.claim.hypotheses.length;
      if (isAction && target !== end && routes.isOpen(arrow)) {
        walks.engage(arrow, this.routes(target, true), end);
      }
    }
  }

  #remainder(hypothesis, whole, kept, acting) {
    const [before, after, alone] = [whole, kept, acting].map(verdictOfWalks);
    const lost = [...whole].filter(([name]) => !kept.has(name)).map(([, walk]) => walk);
    const remains = remainsOf(before, after, lost.length > 0);
    return {
      hypothesis: hypothesis?.id ?? null,
      before,
      after,
      remains,
      alone,
      resembles: resemblanceOf(before, alone),
      possible_only: KNOWN_DIRECTIONS.has(alone) && this.#isPossibleOnly(acting, hypothesis),
      by_omission: remains === "unchanged",
      stated_only: whole.size > 0 && [...whole.values()].every(isEndResult),
      kept: this.#paths(kept.values()),
      lost: this.#paths(lost),
      acting: this.#paths(acting.values()),
      partings: this.#partings({ before: whole, after: kept, alone: acting }),
    };
  }

  /** Where the routes of each verdict that is mixed part. */
  #partings(groups) {
    const found = {};
    for (const [name, group] of Object.entries(groups)) {
      const walks = [...group.values()].filter(({ arrows }) => arrows.length);
      if (!walks.length || verdictOfWalks(group) !== "mixed") continue;
      const parting = partingOf(this.knowledge.coherence, walks);
      if (parting !== null) found[name] = parting;
    }
    return found;
  }

  #paths(walks) {
    const routes = [...walks].map((walk) => walk.arrows).filter((arrows) => arrows.length);
    return routes.sort(compareRanks).map((arrows) => this.knowledge.coherence.path(arrows));
  }

  /** Whether only nodes act that are lowered and not recorded as active at rest. */
  #isPossibleOnly(acting, hypothesis) {
    const active = this.#activeAtRest(hypothesis);
    const sources = [...acting.values()].map((walk) => walk.source);
    return sources.length > 0 && sources.every((one) => this.held.get(one) === "low" && !active.has(one));
  }

  /** What evidence records as active at rest, and what that keeps active in turn. */
  #activeAtRest(hypothesis) {
    const { claims } = this.knowledge;
    const names = hypothesis ? this.knowledge.claimsOf(hypothesis.id) : [...claims.keys()];
    const every = names.map((name) => claims.get(name));
    const causal = every.filter((claim) => claim.family === "causal" && claim.isTraversed);
    const resting = causal.filter((claim) => recordsRest(this.knowledge, claim));
    const active = new Set(resting.map((claim) => claim.subject));
    const driving = causal.filter((claim) => claim.sign === 1);
    for (const node of active) {
      for (const claim of driving) if (claim.subject === node) active.add(claim.object);
    }
    return active;
  }

  #addition(drug, end, kept) {
    const walks = new Walks();
    this.#addDrug(walks, drug, end);
    const group = this.#standing(walks);
    const together = verdictOfWalks(new Map([...kept, ...group]));
    const isOpposed = together === "mixed";
    return {
      drug,
      alone: verdictOfWalks(group),
      together: isOpposed ? "ambiguous" : together,
      meet: isOpposed ? this.#meeting(kept, group) : "",
      paths: this.#paths(group.values()),
    };
  }

  /** The first node that routes of two drugs move in opposite directions, by its label. */
  #meeting(one, other) {
    for (const walk of one.values()) {
      const moved = new Map(movedAlong(walk.arrows));
      for (const rival of other.values()) {
        const isOpposed = ([node, sign]) => (moved.get(node) ?? 0) * sign < 0;
        const met = movedAlong(rival.arrows).find(isOpposed);
        if (met) return this.knowledge.entities.get(met[0]).label;
      }
    }
    return "";
  }

  /** Feedback loops through the routes in question, within the hypotheses that hold them. */
  #loops(rows) {
    const { knowledge } = this;
    const found = [];
    for (const row of rows) {
      const paths = [...row.kept, ...row.acting];
      if (!paths.length) continue;
      const source = knowledge.claims.get(paths[0].claims[0]).subject;
      const scope = this.routes(source, true).scope(knowledge.hypotheses.get(row.hypothesis));
      found.push(...loopsThrough(scope.out, nodesOnPaths(knowledge, paths)));
    }
    const isHeld = (name) => this.held.has(knowledge.claims.get(name).object);
    const unbroken = found.filter((loop) => !loop.claims.some(isHeld));
    return shortestLoops(knowledge, unbroken);
  }
}

/** Coherent paths by the hypothesis that holds them, each with its net sign from its source on. */
class Walks {
  #under = new Map();
  #everywhere = new Map();
  complete = true;

  /** Add what leads from a source that rises (1) or falls (-1). */
  add(found, factor = 1) {
    this.complete &&= !found.ended.length;
    for (const { hypothesis, paths } of found.under) {
      for (const path of paths) this.#enter(hypothesis, path, times(factor, netSign(path)));
    }
  }

  /** Add what leads on from the target of a first step, under each hypothesis that holds it. */
  engage(first, onward, end) {
    const found = onward.found(end);
    this.complete &&= !found.ended.length;
    for (const { hypothesis, paths } of found.under) {
      for (const path of hypothesis === null ? [] : paths) {
        const whole = [first, ...path];
        const isCoherent = path.every((_, place) => onward.coherence.allows(whole.slice(0, place + 2)));
        const isWithin = whole.length <= onward.limits.max_steps;
        if (isCoherent && isWithin) this.#enter(hypothesis, whole, netSign(whole));
      }
    }
  }

  /** Add that the end itself is held. */
  hold(end, factor) {
    this.#everywhere.set(end, { arrows: [], sign: factor, source: end });
  }

  /** The hypotheses that hold any. */
  hypotheses() {
    return [...this.#under.keys()].filter((hypothesis) => hypothesis !== null);
  }

  /** Those that one hypothesis holds. */
  of(hypothesis) {
    return new Map([...(this.#under.get(hypothesis) ?? []), ...this.#everywhere]);
  }

  /** All of them. A net claim that some hypothesis carries counts there, and not once more. */
  union() {
    const union = new Map(this.hypotheses().flatMap((hypothesis) => [...this.#under.get(hypothesis)]));
    const told = new Set([...union.values()].map(startAndSign));
    for (const [name, walk] of this.#under.get(null) ?? []) {
      if (!(walk.arrows[0].net && told.has(startAndSign(walk)))) union.set(name, walk);
    }
    return new Map([...union, ...this.#everywhere]);
  }

  #enter(hypothesis, arrows, sign) {
    if (!this.#under.has(hypothesis)) this.#under.set(hypothesis, new Map());
    const walk = { arrows, sign, source: arrows[0].claim.subject };
    this.#under.get(hypothesis).set(nameOfPath(arrows), walk);
  }
}

function startAndSign({ arrows, sign }) {
  return `${arrows[0].start} ${sign}`;
}

/** The claims of drugs, exposures and variants that are neither given nor made from what is given. */
function claimsOfAbsent(knowledge, present) {
  const there = new Set(present);
  const claims = [...knowledge.claims.values()];
  const productions = claims.filter((claim) => claim.family === "production" && claim.isTraversed);
  for (const source of there) {
    for (const claim of productions) if (claim.subject === source) there.add(claim.object);
  }
  const isAbsent = ({ subject }) => !there.has(subject) && knowledge.entities.get(subject)?.exposure;
  return claims.filter(isAbsent).map((claim) => claim.id);
}

function isEndResult({ arrows }) {
  return arrows.length === 1 && arrows[0].net;
}

/** Whether evidence has the subject active at rest; a drug is active once it is given. */
function recordsRest(knowledge, claim) {
  if (knowledge.entities.get(claim.subject)?.exposure) return false;
  return claim.evidence.some((item) => item.stance === "supports" && STATES_AT_REST.has(item.context.state));
}

/** The nodes along a path, each with the net sign up to it. */
function movedAlong(arrows) {
  let sign = 1;
  return arrows.map((arrow) => {
    sign = times(sign, arrow.sign);
    return [arrow.claim.object, sign];
  });
}

function verdictOfWalks(group) {
  return jointVerdict([...group.values()].map((walk) => verdictOf(walk.sign)));
}

/**
 * What is left of an effect, from the verdicts before and after. Routes are only ever lost, so that what is
 * left of an effect of one sign has that sign: *reversed*, which an experiment may report, is never predicted.
 */
function remainsOf(before, after, isAnyLost) {
  if (before === "none") return "silent";
  if (after === "none") return "abolished";
  if (!isAnyLost) return KNOWN_DIRECTIONS.has(before) ? "unchanged" : "ambiguous";
  return before === after && KNOWN_DIRECTIONS.has(before) ? "reduced" : "ambiguous";
}

/** How an intervention by itself compares with the drug. */
function resemblanceOf(before, alone) {
  if (!KNOWN_DIRECTIONS.has(before)) return "";
  if (alone === "none") return "nothing";
  if (!KNOWN_DIRECTIONS.has(alone)) return "ambiguous";
  return alone === before ? "mimics" : "opposes";
}
