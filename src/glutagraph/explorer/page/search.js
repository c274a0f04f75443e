import { compareLists, compareNumbers } from "./ordering.js";

const SIGNS = [1, -1, 0];

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
function stateNumber(node, sign) {
  return 3 * node + sign + 1;
}

/** How many steps an arrow is: a joint is none. */
function lengthOf(arrow) {
  return arrow.joint ? 0 : 1;
}

function plus(one, other) {
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
  #end;
  #maxSteps;
  #steps;
  #tier;
  #disputed;
  #finishing = new Map();

  /** Where it only matters whether there is a path, `ranked: false` spares two of the sweeps. */
  constructor(out, into, end, maxSteps, { ranked = true } = {}) {
    this.#out = out;
    this.#end = end;
    this.#maxSteps = maxSteps;
    this.#steps = this.#finish(into, lengthOf, plus);
    this.#tier = ranked ? this.#finish(into, (arrow) => arrow.tier, Math.max) : null;
    this.#disputed = ranked ? this.#finish(into, (arrow) => arrow.disputed, plus) : null;
  }

  /** The least cost of finishing from a node with a net sign, whatever the path does else. */
  #finish(into, cost, join) {
    const best = new Map([[stateNumber(this.#end, 1), 0]]);
    const heap = new Heap((one, other) => one.total - other.total);
    heap.push({ total: 0, node: this.#end, sign: 1 });
    while (heap.size) {
      const { total: soFar, node, sign } = heap.pop();
      if (soFar > best.get(stateNumber(node, sign))) continue;
      for (const arrow of into(node)) {
        if (arrow.start === this.#end) continue; // a path that has reached the end is over
        const before = times(arrow.sign, sign);
        const state = stateNumber(arrow.start, before);
        const total = join(soFar, cost(arrow));
        if (total >= (best.get(state) ?? Number.POSITIVE_INFINITY)) continue;
        best.set(state, total);
        heap.push({ total, node: arrow.start, sign: before });
      }
    }
    return best;
  }

  /** Whether any walk of any sign leads from a node to the end within the bound. */
  reaches(start) {
    return SIGNS.some((sign) => this.#steps.get(stateNumber(start, sign)) <= this.#maxSteps);
  }

  /**
   * Paths from a node to the end, best first; of one net sign where `sign` is given. `allows` sees each
   * beginning of a path and may refuse it, with all that would follow.
   */
  *paths(start, budget, { sign = null, allows = () => true } = {}) {
    if (start === this.#end) return;
    const heap = new Heap(compareBeginnings);
    let begun = { arrows: [], node: start, net: 1, tier: 0, disputed: 0, length: 0 };
    for (;;) {
      if (begun.node === this.#end) {
        yield begun.arrows;
      } else {
        for (const arrow of this.#out(begun.node)) {
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
    const length = begun.length + lengthOf(arrow);
    const least = this.#least(arrow.end, net, wanted);
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
   * The least steps, tier and disputed steps with which a path can finish from a node: each is the least on
   * its own, over every sign of the rest that makes the net sign as wanted.
   */
  #least(node, net, wanted) {
    if (node === this.#end) {
      return wanted === null || net === wanted ? { steps: 0, tier: 0, disputed: 0 } : null;
    }
    const key = 4 * stateNumber(node, net) + (wanted ?? 2);
    if (!this.#finishing.has(key)) {
      const rests = SIGNS.filter((rest) => wanted === null || times(net, rest) === wanted);
      const states = rests.map((rest) => stateNumber(node, rest)).filter((state) => this.#steps.has(state));
      this.#finishing.set(key, states.length ? this.#leastOf(states) : null);
    }
    return this.#finishing.get(key);
  }

  #leastOf(states) {
    const least = (costs) => (costs ? Math.min(...states.map((state) => costs.get(state))) : 0);
    return { steps: least(this.#steps), tier: least(this.#tier), disputed: least(this.#disputed) };
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

/**
 * What a start leads to, each node with the net signs of the walks that lead there; `has(node, sign)` asks.
 * With a goal it ends once that is found: what else there is, is then not known.
 */
export class SignedReach {
  #found = new Set();

  constructor(out, start, goal = null) {
    const waiting = [[start, 1]];
    while (waiting.length && !(goal && this.has(...goal))) {
      const [node, net] = waiting.pop();
      for (const arrow of out(node)) {
        const sign = times(net, arrow.sign);
        if (this.has(arrow.end, sign)) continue;
        this.#found.add(stateNumber(arrow.end, sign));
        waiting.push([arrow.end, sign]);
      }
    }
  }

  /** Whether any walk of a net sign leads to a node. */
  has(node, sign) {
    return this.#found.has(stateNumber(node, sign));
  }
}

/** The simple cycles through any of some nodes, up to a length, each once, shortest first. */
export function cycles(out, nodes, longest, budget) {
  const found = new Map();
  for (const start of [...nodes].sort(compareNumbers)) {
    const waiting = [[]];
    for (const tail of waiting) {
      for (const arrow of out(tail.at(-1)?.end ?? start)) {
        if (!budget.take()) break;
        if (arrow.end === start) noteCycle(found, [...tail, arrow]);
        else if (tail.length + 1 < longest && !tail.some((one) => one.end === arrow.end)) {
          waiting.push([...tail, arrow]);
        }
      }
    }
  }
  const byPlace = (one, other) => one.place - other.place;
  return [...found.values()].sort(
    (one, other) => one.length - other.length || compareLists(one, other, byPlace),
  );
}

function noteCycle(found, cycle) {
  const places = cycle.map((arrow) => arrow.place).sort(compareNumbers);
  if (!found.has(places.join())) found.set(places.join(), cycle);
}
