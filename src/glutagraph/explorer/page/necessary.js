import { Asked } from "./intervening.js";
import { limitsIn } from "./limits.js";
import { compareLists, compareNumbers, inOrder } from "./ordering.js";
import { AllRoutes, COHERENT_BUDGET } from "./routes.js";
import { reachable } from "./search.js";
import { endsOf } from "./tracing.js";

/** How many partial cuts are looked at for one hypothesis before the search gives up. */
const CUT_BUDGET = 20_000;
/** How many where not every route was listed, so that there may be more in any case. */
const CUT_BUDGET_OF_SOME = 2_000;

/**
 * What every route from a drug to an outcome needs: all together first (`hypothesis` null), then by hypothesis;
 * of a group of outcomes member by member.
 *
 * A node is necessary if every coherent route contains it, a cut is a set of nodes that meets them all and does
 * not with any node less. Cuts are told up to `max_size` nodes, and those of the smallest size whatever that is.
 * Routes are listed until `budget` arrows have been looked at; what is told then is true all the same, though
 * there may be more.
 */
export function necessary(
  knowledge,
  drug,
  outcome,
  { max_size = 3, limits = {}, budget = COHERENT_BUDGET } = {},
) {
  if (max_size < 1) throw new RangeError("max_size must be at least 1");
  const start = knowledge.entity(drug).id;
  const routes = new AllRoutes(knowledge, budget);
  const asked = new Asked(routes, start, [], [], limitsIn(knowledge, limits));
  const ends = endsOf(knowledge, knowledge.entity(outcome).id);
  return ends.flatMap((end) => new Need(asked, start, end).rows(max_size));
}

/** A drug and an outcome; each hypothesis is asked for itself, and all together. */
class Need {
  #rows;
  #routes;
  #ended;
  #listed;

  constructor(asked, drug, end) {
    this.knowledge = asked.knowledge;
    this.drug = drug;
    this.end = end;
    const { union, hypotheses } = asked.of(end);
    this.#rows = [union, ...hypotheses];
    this.#routes = asked.routes(drug, false);
    this.#ended = this.#routes.found(end).ended.map((hypothesis) => hypothesis.id);
    const between = (path) => this.#between(path.claims);
    this.#listed = new Map(this.#rows.map((row) => [row.hypothesis, row.kept.map(between)]));
  }

  /** A row for all together and one for each hypothesis with a route; none without any route. */
  rows(maxSize) {
    const isAny = this.#listed.get(null).length || this.#ended.length;
    return isAny ? this.#rows.map((row) => this.#row(row, maxSize)) : [];
  }

  #row({ hypothesis, stated_only }, maxSize) {
    const listed = this.#listed.get(hypothesis);
    const scopes = this.#scopes(hypothesis);
    const isWhole = !scopes.some((one) => this.#ended.includes(one));
    const { cuts: found, complete } = smallestCuts(
      listed,
      maxSize,
      isWhole ? CUT_BUDGET : CUT_BUDGET_OF_SOME,
    );
    const isCut = (nodes) => isWhole || scopes.every((one) => this.#isCut(one, nodes));
    return {
      outcome: this.end,
      hypothesis,
      routes: listed.length,
      necessary: this.#needed(hypothesis, isWhole).map((node) => this.#told([node])),
      cuts: found.filter(isCut).map((nodes) => this.#told(nodes)),
      stated_only: stated_only && isWhole,
      complete: isWhole && complete,
    };
  }

  /** The hypotheses that a row speaks for: of all those with a route, or perhaps with one. */
  #scopes(hypothesis) {
    if (hypothesis !== null) return [hypothesis];
    const listed = [...this.#listed.keys()].filter((one) => one !== null);
    return [...new Set([...listed, ...this.#ended])];
  }

  /** The nodes on every route, in the order of the first. */
  #needed(hypothesis, isWhole) {
    const listed = this.#listed.get(hypothesis);
    if (isWhole) return sharedNodes(listed);
    if (!listed.length || !listed.every((route) => route.length)) return []; // stated end to end: no node
    return sharedNodes(this.#scopes(hypothesis).map((one) => this.#neededBy(one)));
  }

  /** The nodes on every route of one hypothesis; of one not all listed those on every walk. */
  #neededBy(hypothesis) {
    if (!this.#ended.includes(hypothesis)) return sharedNodes(this.#listed.get(hypothesis));
    const { index } = this.knowledge;
    const [start, end] = [this.drug, this.end].map((name) => index.number.get(name));
    const names = dominators(this.#mayOut(hypothesis), start, end).map((node) => index.nodes[node].id);
    return names.filter((name) => !this.#isTheEnd(name));
  }

  /** Whether a node is an opposite name of the end, which is no node to block. */
  #isTheEnd(name) {
    const isName = ({ claim }) => claim?.family === "definition" && claim.object === this.end;
    return this.knowledge.expand(name).some(isName);
  }

  /** Whether a hypothesis has no route without some nodes; of one not all listed no walk. */
  #isCut(hypothesis, nodes) {
    if (!this.#ended.includes(hypothesis)) {
      return this.#listed.get(hypothesis).every((route) => route.some((node) => nodes.includes(node)));
    }
    const { number } = this.knowledge.index;
    const held = new Set(nodes.map((name) => number.get(name)));
    const out = this.#mayOut(hypothesis);
    const left = (node) => out(node).filter((arrow) => !held.has(arrow.end));
    const walk = shortestWalk(left, number.get(this.drug), number.get(this.end));
    return !walk.length || walk.length - 1 > this.#routes.limits.max_steps;
  }

  #mayOut(hypothesis) {
    return this.#routes.scope(this.knowledge.hypotheses.get(hypothesis)).mayOut;
  }

  /** The nodes of a path between its two ends; an opposite name of the end is the end itself. */
  #between(names) {
    const claims = names.map((name) => this.knowledge.claims.get(name));
    const isRenamed = claims.at(-1).family === "definition";
    return claims.slice(0, isRenamed ? -2 : -1).map((claim) => claim.object);
  }

  /** A cut with the experiments that held all of its nodes low and measured the outcome. */
  #told(nodes) {
    const { experiments } = this.knowledge;
    const measuring = [...experiments.values()].filter(({ measured, given }) => {
      return measured === this.end && (given === null || given === this.drug);
    });
    const heldIn = (experiment) => lowIn(this.knowledge, experiment);
    const holding = measuring.filter((one) => nodes.every((node) => heldIn(one).has(node)));
    return { nodes: inOrder(nodes), experiments: holding.map((one) => one.id) };
  }
}

/** What an experiment held low; what the body was kept from making of the drug given was held low, too. */
function lowIn(knowledge, { given, manipulations }) {
  const clamped = manipulations.filter(({ clamps, to }) => clamps && to === "low");
  const held = clamped.flatMap(({ clamps }) => knowledge.within(clamps));
  const cut = new Set(manipulations.map(({ cuts }) => cuts).filter(Boolean));
  return new Set(given !== null && cut.size ? [...held, ...neverMade(knowledge, given, cut)] : held);
}

/** What a drug would expose to, and does not with some claims cut. */
function neverMade(knowledge, drug, cut) {
  const { index } = knowledge;
  const made = (isCut) => {
    const makes = ({ claim }) => claim?.family === "production" && !isCut(claim.id);
    return reachable((node) => index.expand(node).filter(makes), index.number.get(drug));
  };
  const left = made((name) => cut.has(name));
  const lost = [...made(() => false).keys()].filter((node) => !left.has(node));
  return lost.map((node) => index.nodes[node].id);
}

/** The nodes that all have, in the order of the first. */
function sharedNodes(routes) {
  return (routes[0] ?? []).filter((node) => routes.every((route) => route.includes(node)));
}

/**
 * The minimal sets of nodes that meet every route, smallest first, and whether all were looked at. Those of the
 * smallest size are found whatever it is. None where a route has nothing to block.
 */
function smallestCuts(routes, maxSize, budget = CUT_BUDGET) {
  if (!routes.length || !routes.every((route) => route.length)) return { cuts: [], complete: true };
  const names = inOrder(new Set(routes.flat()));
  const chains = chainsOf(routes, names);
  const found = [];
  let left = budget;
  for (let size = 1; size <= chains.length && left >= 0; size += 1) {
    if (found.length && size > maxSize) break;
    const fresh = cutsOfSize(chains, size, left);
    const isMinimal = (cut) => !found.some((less) => less.every((node) => cut.includes(node)));
    found.push(...fresh.cuts.filter(isMinimal).sort(compareNodes));
    left = fresh.left;
  }
  return { cuts: found.map((cut) => cut.map((node) => names[node])), complete: left >= 0 };
}

function compareNodes(one, other) {
  return compareLists(one, other, compareNumbers);
}

/** Routes as sorted lists of numbers, each once, the shortest first. */
function chainsOf(routes, names) {
  const number = new Map(names.map((name, place) => [name, place]));
  const chains = routes.map((route) => route.map((node) => number.get(node)).sort(compareNumbers));
  const distinct = new Map(chains.map((chain) => [chain.join(), chain]));
  return [...distinct.values()].sort((one, other) => one.length - other.length || compareNodes(one, other));
}

/** The sets of one size that meet every chain: each chain not met yet needs one of its nodes. */
function cutsOfSize(chains, size, budget) {
  const found = [];
  const seen = new Set();
  const waiting = [[]];
  let left = budget;
  while (waiting.length && left >= 0) {
    const chosen = waiting.pop();
    left -= 1;
    const missed = chains.find((chain) => !chain.some((node) => chosen.includes(node)));
    if (missed === undefined) {
      if (chosen.length === size) found.push(chosen);
    } else if (chosen.length < size) {
      for (const node of missed) {
        const more = [...chosen, node].sort(compareNumbers);
        if (!seen.has(more.join())) waiting.push(more);
        seen.add(more.join());
      }
    }
  }
  return { cuts: found, left };
}

/**
 * The nodes between two that every walk from the one to the other passes, in order: one walk is laid down, and
 * what leads past each of its nodes is followed.
 */
export function dominators(out, start, end) {
  const walk = shortestWalk(out, start, end);
  const place = new Map(walk.map((node, number) => [node, number]));
  const found = [];
  const seen = new Set();
  let reached = 0;
  for (let here = 0; here < walk.length - 1; here += 1) {
    if (here > 0 && here === reached) found.push(walk[here]);
    const waiting = [walk[here]];
    while (waiting.length) {
      for (const arrow of out(waiting.pop())) {
        if (seen.has(arrow.end)) continue;
        seen.add(arrow.end);
        if (!place.has(arrow.end)) waiting.push(arrow.end);
        reached = Math.max(reached, place.get(arrow.end) ?? 0);
      }
    }
  }
  return found;
}

/** A shortest walk; empty where there is none. */
function shortestWalk(out, start, end) {
  const before = new Map([[start, start]]);
  for (const node of before.keys()) {
    if (before.has(end)) break;
    for (const arrow of out(node)) if (!before.has(arrow.end)) before.set(arrow.end, node);
  }
  const walk = before.has(end) ? [end] : [];
  while (walk.length && walk[0] !== start) walk.unshift(before.get(walk[0]));
  return walk;
}
