import { compareLists, compareNumbers } from "./ordering.js";

const SIGNS = [1, -1, 0];
const WEAKEST_TIER = 6;
const NOTHING_LEFT = { steps: 0, tier: 0, disputed: 0 };

/** The product of two signs; zero has none of its own. */
export function times(one, other) {
  return one * other || 0;
}

/** How many arrows a search may look at before it gives up, and whether it did. */
export class Budget {
  constructor(left) {
    this.left = left;
    this.spent = false;
    this.taken = 0;
  }

  /** Take one; false where none is left. */
  take() {
    this.left -= 1;
    this.taken += 1;
    if (this.left < 0) this.spent = true;
    return !this.spent;
  }
}

/** A binary heap: the least comes out first. */
class Heap {
  #items = [];
  #compare;

  constructor(compare) {
    this.#compare = compare;
  }

  get size() {
    return this.#items.length;
  }

  push(item) {
    const items = this.#items;
    let place = items.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (this.#compare(item, items[above]) >= 0) break;
      items[place] = items[above];
      place = above;
    }
    items[place] = item;
  }

  pop() {
    const items = this.#items;
    const least = items[0];
    const last = items.pop();
    if (items.length) this.#sink(last);
    return least;
  }

  #sink(item) {
    const items = this.#items;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= items.length) break;
      if (below + 1 < items.length && this.#compare(items[below + 1], items[below]) < 0) below += 1;
      if (this.#compare(item, items[below]) <= 0) break;
      items[place] = items[below];
      place = below;
    }
    items[place] = item;
  }
}

/** A node and a sign as one number. */
export function stateNumber(node, sign) {
  return 3 * node + sign + 1;
}

/** How many steps an arrow is: a joint is none. */
function stepsIn(arrow) {
  return arrow.joint ? 0 : 1;
}

function sum(one, other) {
  return one + other;
}

/** Orders beginnings by the least rank of any path that begins so, then by where they lead. */
function compareBeginnings(one, other) {
  return (
    one.leastTier - other.leastTier ||
    one.leastDisputed - other.leastDisputed ||
    one.leastLength - other.leastLength ||
    compareNames(one.arrows, other.arrows) ||
    compareLists(one.arrows, other.arrows, compareEnds)
  );
}

/** Orders paths by the names of their claims; joints have no part in it. */
function compareNames(one, other) {
  let [here, there] = [0, 0];
  for (;;) {
    while (one[here]?.joint) here += 1;
    while (other[there]?.joint) there += 1;
    if (here === one.length || there === other.length) break;
    if (one[here] !== other[there]) return one[here].place - other[there].place;
    here += 1;
    there += 1;
  }
  return there - other.length - (here - one.length);
}

function compareEnds(one, other) {
  return one.start - other.start || one.end - other.end;
}

/**
 * The simple paths from anywhere to one end, over the arrows that `out` and `into` give, best first.
 *
 * Looking back from the end once gives, for every node and every sign that the rest of a path may have,
 * the least that finishing costs; so the first path to come out is the best one. That a path is simple is
 * checked on the nodes themselves, so that no path meets one protein under both signs.
 */
export class Search {
  #out;
  #into;
  #end;
  #maxSteps;
  #ranked;
  #byNode;
  #byState;
  #signed = new Map();

  /** Where it only matters whether there is a path, `ranked: false` spares two of the sweeps. */
  constructor(out, into, end, maxSteps, { ranked = true } = {}) {
    this.#out = out;
    this.#into = into;
    this.#end = end;
    this.#maxSteps = maxSteps;
    this.#ranked = ranked;
  }

  /** Whether any walk of any sign leads from a node to the end within the bound. */
  reaches(start) {
    return this.#leastByNode().has(stateNumber(start, 1));
  }

  /**
   * Paths from a node to the end, best first; of one net sign where `sign` is given. `allows` sees each
   * beginning of a path and may refuse it, with all that would follow; `out` may leave some of the arrows out.
   */
  *paths(start, budget, { sign = null, allows = () => true, out = this.#out } = {}) {
    if (start === this.#end) return;
    const heap = new Heap(compareBeginnings);
    let begun = { arrows: [], node: start, net: 1, tier: 0, disputed: 0, length: 0 };
    for (;;) {
      if (begun.node === this.#end) {
        yield begun.arrows;
      } else {
        for (const arrow of out(begun.node)) {
          if (!budget.take()) return;
          if (arrow.end === start || begun.arrows.some((one) => one.end === arrow.end)) continue;
          const longer = this.#longer(begun, arrow, sign);
          if (longer !== null && allows(longer.arrows)) heap.push(longer);
        }
      }
      if (!heap.size) return;
      begun = heap.pop();
    }
  }

  /** A beginning one arrow longer; null where it cannot finish in time with the wanted sign. */
  #longer(begun, arrow, wanted) {
    const net = times(begun.net, arrow.sign);
    const least = this.#least(arrow.end, net, wanted);
    const length = begun.length + stepsIn(arrow);
    if (least === null || length + least.steps > this.#maxSteps) return null;
    const tier = Math.max(begun.tier, arrow.tier);
    const disputed = begun.disputed + arrow.disputed;
    return {
      leastTier: Math.max(tier, least.tier),
      leastDisputed: disputed + least.disputed,
      leastLength: length + least.steps,
      arrows: [...begun.arrows, arrow],
      node: arrow.end,
      net,
      tier,
      disputed,
      length,
    };
  }

  /**
   * The least steps, tier and disputed steps with which a path can finish from a node; null where it cannot.
   * Each is the least on its own, over every sign of the rest that makes the net sign as wanted.
   */
  #least(node, net, wanted) {
    if (wanted === null) return this.#leastByNode().get(stateNumber(node, 1)) ?? null;
    if (node === this.#end) return net === wanted ? NOTHING_LEFT : null;
    const key = 3 * stateNumber(node, net) + wanted + 1;
    if (!this.#signed.has(key)) this.#signed.set(key, this.#leastOfSign(node, net, wanted));
    return this.#signed.get(key);
  }

  #leastOfSign(node, net, wanted) {
    this.#byState ??= this.#finish(true);
    const rests = SIGNS.filter((rest) => times(net, rest) === wanted);
    const every = rests.map((rest) => this.#byState.get(stateNumber(node, rest))).filter(Boolean);
    const least = (part) => Math.min(...every.map((one) => one[part]));
    return every.length ? { steps: least("steps"), tier: least("tier"), disputed: least("disputed") } : null;
  }

  /** What finishing from a node costs at least, whatever the sign of the rest. */
  #leastByNode() {
    this.#byNode ??= this.#finish(false);
    return this.#byNode;
  }

  /** The least steps, tier and disputed steps of finishing from a node, each on its own. */
  #finish(isSigned) {
    const [most, ranked] = [this.#maxSteps, this.#ranked];
    const steps = this.#sweep(stepsIn, sum, most, isSigned);
    const tier = ranked && this.#sweep((arrow) => arrow.tier, Math.max, WEAKEST_TIER, isSigned, steps);
    const disputed = ranked && this.#sweep((arrow) => arrow.disputed, sum, most, isSigned, steps);
    const least = new Map();
    for (const [state, count] of steps) {
      const rest = ranked ? { tier: tier.get(state), disputed: disputed.get(state) } : NOTHING_LEFT;
      least.set(state, { ...rest, steps: count });
    }
    return least;
  }

  /**
   * The least cost of finishing from a node with a sign, back from the end; up to a most. Costs are small whole
   * numbers, so that what waits lies in one list for each of them.
   */
  #sweep(cost, join, most, isSigned, within = null) {
    const best = new Map([[stateNumber(this.#end, 1), 0]]);
    const waiting = Array.from({ length: most + 1 }, () => []);
    waiting[0].push([this.#end, 1]);
    for (const [soFar, states] of waiting.entries()) {
      // a list grows as it is read, by what costs nothing
      for (const [node, sign] of states) {
        if (best.get(stateNumber(node, sign)) < soFar) continue;
        for (const arrow of this.#into(node)) {
          if (arrow.start === this.#end) continue; // a path that has reached the end is over
          const before = isSigned ? times(arrow.sign, sign) : 1;
          const state = stateNumber(arrow.start, before);
          const total = join(soFar, cost(arrow));
          const isBetter = total <= most && total < (best.get(state) ?? Number.POSITIVE_INFINITY);
          if (!isBetter || (within && !within.has(state))) continue;
          best.set(state, total);
          waiting[total].push([arrow.start, before]);
        }
      }
    }
    return best;
  }
}

/** The nodes that a start leads to, with the fewest steps that it takes. */
export function reachable(out, start) {
  const steps = new Map([[start, 0]]);
  for (const [node, far] of steps) {
    for (const arrow of out(node)) if (!steps.has(arrow.end)) steps.set(arrow.end, far + 1);
  }
  return steps;
}

/** The simple cycles through any of some nodes, up to a length, each once, shortest first. */
export function cycles(out, nodes, longest, budget) {
  const found = new Map();
  for (const start of [...nodes].sort(compareNumbers)) followRound(out, start, longest, budget, found);
  const byPlace = (one, other) => one.place - other.place;
  return [...found.values()].sort(
    (one, other) => one.length - other.length || compareLists(one, other, byPlace),
  );
}

/** Follow every way that may come round to a node; nothing once the budget is spent. */
function followRound(out, start, longest, budget, found) {
  const waiting = [[]];
  for (const tail of waiting) {
    for (const arrow of out(tail.at(-1)?.end ?? start)) {
      if (!budget.take()) return;
      if (arrow.end === start) noteCycle(found, [...tail, arrow]);
      else if (tail.length + 1 < longest && !tail.some((one) => one.end === arrow.end)) {
        waiting.push([...tail, arrow]);
      }
    }
  }
}

function noteCycle(found, cycle) {
  const places = cycle.map((arrow) => arrow.place).sort(compareNumbers);
  if (!found.has(places.join())) found.set(places.join(), cycle);
}
