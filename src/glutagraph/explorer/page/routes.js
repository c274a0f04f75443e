import { quickRoute } from "./carrying.js";
import { EVERYWHERE } from "./index.js";
import { contextAsked, verdictOf } from "./limits.js";
import { compareLists } from "./ordering.js";
import { kept, Open, Scope } from "./scope.js";
import { Budget, Search, times } from "./search.js";

/** How many arrows the search for the coherent paths to an end may look at, all hypotheses together. */
export const COHERENT_BUDGET = 30_000;
/** How many times as many may be looked at to judge what is carried: that is so much quicker. */
const TO_JUDGE = 3;

/** The routes of one graph: what one start under one set of limits needed is kept for the next. */
export class AllRoutes {
  #made = new Map();

  /** `budget` is how many arrows the search for the coherent paths to an end looks at. */
  constructor(knowledge, budget = COHERENT_BUDGET) {
    this.knowledge = knowledge;
    this.budget = budget;
  }

  /** Those of a start; what is blocked has no part in judging what is carried. */
  of(start, limits) {
    const key = JSON.stringify([start, limits]);
    if (!this.#made.has(key)) this.#made.set(key, this.#routes(start, limits));
    return this.#made.get(key);
  }

  #routes(start, limits) {
    const { budget } = this;
    if (!limits.avoid.length && !limits.cut.length) {
      return new Routes(this.knowledge, start, limits, { budget });
    }
    const free = this.of(start, { ...limits, avoid: [], cut: [] });
    return new Routes(this.knowledge, start, limits, { free, budget });
  }
}

/**
 * The coherent paths from one start under one set of limits: hypothesis by hypothesis, and end to end. Ends are
 * asked one by one.
 *
 * A path is coherent when one hypothesis holds all its steps and no stated contexts conflict. What was stated
 * end to end is a path of one step, whatever hypotheses hold it. `free` are the routes of the same start with
 * nothing blocked, which have judged what is carried.
 */
export class Routes {
  #budget;
  #via;
  #cut;
  #without;
  #context;
  #speaking;
  #free;
  #known = new Map();

  constructor(knowledge, start, limits, { free = null, budget = COHERENT_BUDGET } = {}) {
    this.knowledge = knowledge;
    this.limits = limits;
    this.start = start;
    this.index = knowledge.index;
    this.coherence = knowledge.coherence;
    this.number = this.index.number.get(start);
    this.avoided = new Set(limits.avoid.map((name) => this.index.number.get(name)));
    this.#budget = budget;
    this.#via = limits.via.map((name) => this.index.number.get(name));
    this.#cut = new Set(limits.cut);
    this.#without = new Set(limits.without);
    this.#context = contextAsked(limits);
    this.passes = free?.passes ?? kept((arrow) => this.#passes(arrow));
    this.judged = free?.judged ?? kept((hypothesis) => this.#judge(hypothesis));
    this.scope = kept((hypothesis) => new Open(this.judged(hypothesis), this.avoided, this.#cut));
    this.searches =
      free?.searches ?? kept((hypothesis) => kept((node) => this.#search(this.judged(hypothesis), node)));
    this.#free = free;
  }

  /** The hypotheses to ask: the one chosen, or every one that is no mere part of others. */
  hypotheses() {
    const { hypothesis: chosen } = this.limits;
    const { hypotheses, ownBits, scopes } = this.knowledge;
    if (chosen) return [hypotheses.get(chosen)];
    return [...hypotheses.values()].filter(({ id, module }) => !module || scopes.get(id) === ownBits.get(id));
  }

  /**
   * Every coherent path to an end: under each hypothesis, then those stated end to end; the net sign of each
   * path, each once; and the hypotheses whose search a budget ended, so that there may be more under them.
   */
  found(end) {
    if (!this.#known.has(end)) this.#known.set(end, this.#find(end));
    return this.#known.get(end);
  }

  /** Whether any coherent path of more than one step joins the ends of a net claim of this start with its sign. */
  longer(net) {
    const { sign } = this.limits;
    if (sign !== null && sign !== net.sign) return false;
    return this.hypotheses().some((hypothesis) => this.#isLonger(hypothesis, net));
  }

  /** A quick look often tells: nothing carries a way of direct claims alone; or there is no way. */
  #isLonger(hypothesis, net) {
    if (!this.#via.length) {
      if (this.#quick(hypothesis, net, (arrow) => !arrow.net).route.length) return true;
      if (!this.#quick(hypothesis, net, () => true).isAny) return false;
    }
    const budget = new Budget(Math.floor(this.#budget / this.#speakingCount()));
    for (const path of this.under(hypothesis, this.index.nodes[net.end].id, budget)) {
      if (path.length > 1 && netSign(path) === net.sign) return true;
    }
    return false;
  }

  #quick(hypothesis, net, takes) {
    const { allOut, allInto } = this.judged(hypothesis);
    const isUsable = (arrow) => takes(arrow) && this.isOpen(arrow);
    const [out, into] = [allOut, allInto].map((expand) => kept((node) => expand(node).filter(isUsable)));
    return quickRoute(out, into, net, this.coherence.allows, this.limits.max_steps);
  }

  /** Whether there is any coherent path to an end. */
  hasAny(end, budget) {
    const isAny = (paths) => !paths.next().done;
    const isUnder = (hypothesis) => isAny(this.under(hypothesis, end, budget));
    return isAny(this.endToEnd(end)) || this.hypotheses().some(isUnder);
  }

  /** Whether any number of steps leads to the end under any hypothesis. */
  reaches(end) {
    const node = this.index.number.get(end);
    return this.hypotheses().some((hypothesis) => this.scope(hypothesis).reach.has(node));
  }

  /** What a hypothesis says: its verdict over all paths, and the best of them. */
  route(hypothesis, paths, top) {
    const signs = paths.map((path) => verdictOf(netSign(path)));
    return {
      hypothesis: hypothesis?.id ?? null,
      verdict: jointVerdict(signs),
      count: paths.length,
      unknown: signs.filter((verdict) => verdict === "unknown").length,
      paths: [...paths]
        .sort(compareRanks)
        .slice(0, top)
        .map((path) => this.coherence.path(path)),
    };
  }

  /** The coherent paths to an end that a hypothesis holds, best first. */
  *under(hypothesis, end, budget) {
    const node = this.index.number.get(end);
    if (!this.#mayLead(hypothesis, node)) return;
    const search = this.searches(hypothesis)(node);
    yield* this.wanted(search, budget, this.coherence.allows, this.scope(hypothesis).out);
  }

  /** A search back from a node, with nothing carried or blocked: that is left out on the way. */
  #search({ allOut, allInto }, node) {
    return new Search(allOut, allInto, node, this.limits.max_steps);
  }

  /** Whether anything leads to an end if nothing is carried or blocked: quickly told. */
  #mayLead(hypothesis, node) {
    return this.judged(hypothesis).mayReach.has(node);
  }

  /**
   * One-step routes: always shown, also where a longer route carries them; but with something blocked such an
   * end result would stand for the very route that was blocked.
   */
  *endToEnd(end) {
    const node = this.index.number.get(end);
    if (end === this.start || this.avoided.has(node) || this.avoided.has(this.number)) return;
    for (const arrow of this.index.expand(this.number)) {
      if (arrow.claim && arrow.end === node && this.#isAsked(arrow) && !this.#isBlocked(arrow)) yield [arrow];
    }
  }

  /** The paths of a search that have the sign and the nodes asked for. */
  *wanted(search, budget, allows, out) {
    if (this.avoided.has(this.number) || !search.reaches(this.number)) return;
    for (const path of search.paths(this.number, budget, { sign: this.limits.sign, allows, out })) {
      if (this.#goesVia(path)) yield path;
    }
  }

  /** Whether a path may take an arrow, whichever hypothesis holds it. */
  isOpen(arrow) {
    const isBlocked =
      this.avoided.has(arrow.start) || this.avoided.has(arrow.end) || this.#cut.has(arrow.name);
    return !isBlocked && this.passes(arrow);
  }

  /** The names of the net claims that longer routes carry, under any hypothesis asked; sorted. */
  carried() {
    const names = this.hypotheses().flatMap((hypothesis) => [...this.judged(hypothesis).judged.carried]);
    return [...new Set(names)].sort(this.knowledge.order);
  }

  #find(end) {
    const under = [];
    const signs = new Map();
    const ended = [];
    const add = (hypothesis, paths) => {
      if (paths.length) under.push({ hypothesis, paths });
      for (const path of paths) signs.set(nameOfPath(path), netSign(path));
    };
    const node = this.index.number.get(end);
    const leading = this.hypotheses().filter((hypothesis) => this.#mayLead(hypothesis, node));
    let left = this.#budget;
    for (const [place, hypothesis] of leading.entries()) {
      const budget = new Budget(Math.floor(left / (leading.length - place)));
      add(hypothesis, [...this.#listed(hypothesis, end, budget)]);
      left -= budget.taken;
      if (budget.spent || this.judged(hypothesis).judged.left.size) ended.push(hypothesis);
    }
    const singles = [...this.endToEnd(end)].filter((path) => !signs.has(nameOfPath(path)));
    add(null, singles);
    return { under, ended, signs: [...signs.values()] };
  }

  /** Those under a hypothesis: where those with nothing blocked are known, what of them is open. */
  #listed(hypothesis, end, budget) {
    const known = this.#free?.knownOf(end);
    if (!known || known.ended.includes(hypothesis) || this.avoided.has(this.number)) {
      return this.under(hypothesis, end, budget);
    }
    const paths = known.under.find((one) => one.hypothesis === hypothesis)?.paths ?? [];
    return paths.filter((path) => path.every((arrow) => this.isOpen(arrow)));
  }

  /** What was found of an end, where that was asked before. */
  knownOf(end) {
    return this.#known.get(end);
  }

  #goesVia(path) {
    return this.#via.every((node) => node === this.number || path.some((arrow) => arrow.end === node));
  }

  /** Whether a one-step route has the hypothesis, the sign and the nodes asked for. */
  #isAsked(arrow) {
    const { hypothesis, sign } = this.limits;
    const bits = this.knowledge.ownBits.get(hypothesis) ?? EVERYWHERE;
    const isHeld = !hypothesis || (arrow.scope & bits) !== 0n;
    return isHeld && (sign === null || arrow.sign === sign) && this.#goesVia([arrow]) && this.passes(arrow);
  }

  /** Whether a claim is cut, or with something blocked would rescue the route that carried it. */
  #isBlocked(single) {
    if (this.#cut.has(single.name)) return true;
    if (!(this.avoided.size || this.#cut.size) || !single.net) return false;
    const isHeldBy = ({ id }) => (single.scope & this.knowledge.ownBits.get(id)) !== 0n;
    const mayBeCarried = ({ carried, left }) => carried.has(single.name) || left.has(single.name);
    return this.hypotheses()
      .filter(isHeldBy)
      .some((hypothesis) => mayBeCarried(this.judged(hypothesis).judged));
  }

  #judge(hypothesis) {
    const { index, number, passes, limits } = this;
    const bit = this.knowledge.ownBits.get(hypothesis.id);
    const budget = Math.floor((TO_JUDGE * this.#budget) / this.#speakingCount());
    return new Scope(index, bit, number, passes, this.coherence.allows, limits.max_steps, budget);
  }

  /** Under how many hypotheses anything leads on from the start. */
  #speakingCount() {
    if (this.#speaking === undefined) {
      const leaving = this.index.expand(this.number).filter((arrow) => this.passes(arrow));
      const speaks = ({ id }) =>
        leaving.some((arrow) => (arrow.scope & this.knowledge.ownBits.get(id)) !== 0n);
      this.#speaking = Math.max(1, this.hypotheses().filter(speaks).length);
    }
    return this.#speaking;
  }

  /** Whether the evidence for an arrow is of the kind asked for; a joint has none. */
  #passes(arrow) {
    if (!arrow.claim) return true;
    if (this.#without.has(arrow.name)) return false;
    const { min_tier, exclude_disputed } = this.limits;
    if (arrow.tier > min_tier || (exclude_disputed && arrow.disputed)) return false;
    return this.#context.every(([axis, value]) => this.coherence.mayHold(arrow.claim, axis, value));
  }
}

/** The net sign of a path: 1, -1, or 0 where a step has no known one. */
export function netSign(arrows) {
  return arrows.reduce((net, arrow) => times(net, arrow.sign), 1);
}

/** What a path is told from others by: the names of its arrows. */
export function nameOfPath(arrows) {
  return arrows.map((arrow) => arrow.name).join("\n");
}

/** Orders coherent paths by their weakest tier, how many steps are disputed, length and names. */
export function compareRanks(one, other) {
  const weakest = (arrows) => Math.max(...arrows.map((arrow) => arrow.tier));
  const disputed = (arrows) => arrows.reduce((count, arrow) => count + arrow.disputed, 0);
  return (
    weakest(one) - weakest(other) ||
    disputed(one) - disputed(other) ||
    one.length - other.length ||
    compareLists(one, other, (here, there) => here.place - there.place)
  );
}

/** The verdict that several add up to: opposed ones are mixed, a known one outweighs unknown. */
export function jointVerdict(verdicts) {
  const found = new Set(verdicts);
  found.delete("none");
  const known = [...found].filter((verdict) => verdict !== "unknown");
  if (known.includes("mixed") || known.length > 1) return "mixed";
  return known[0] ?? [...found][0] ?? "none";
}
