import { Budget, Search, stateNumber, times } from "./search.js";

/** How many arrows the list of routes of one claim looks at. */
const ROUTE_BUDGET = 5_000;
/** How many walks are tried, each without the arrow that made the one before no route. */
const WALK_TRIES = 6;

/**
 * Which end results do longer routes carry? The arrows of one scope, from which net claims are taken out one by
 * one, by name, each only where every one that is out, itself included, still has a longer route of its sign that
 * carries it: none rescues another, and none is lost.
 *
 * A route is first looked for by a walk from both ends at once, which nearly always is one; only where that and a
 * few more like it meet a node twice or are not coherent are routes listed. `allows` says whether the beginning of a
 * path is coherent. A route has `maxSteps` at most.
 */
export class Carrying {
  #out;
  #into;
  #allows;
  #maxSteps;
  /** What is out, and the route by which it is carried. */
  #routes = new Map();
  /** Which of those that are out are carried by way of an arrow. */
  #users = new Map();

  constructor(nodes, out, allows, maxSteps) {
    this.#out = new Map(nodes.map((node) => [node, [...out(node)]]));
    this.#into = new Map(nodes.map((node) => [node, []]));
    for (const arrow of this.#every()) this.#into.get(arrow.end).push(arrow);
    this.#allows = allows;
    this.#maxSteps = maxSteps;
  }

  /**
   * The names of the net claims that are carried, and of those that were not come to before the budget of arrows
   * was spent: they may be.
   */
  judge(budget) {
    const nets = this.#every().filter((arrow) => arrow.net);
    nets.sort((one, other) => one.place - other.place);
    let judged = 0;
    while (judged < nets.length && budget.left >= 0) {
      this.#takeOut(nets[judged], budget);
      judged += 1;
    }
    const names = (arrows) => new Set(arrows.map((arrow) => arrow.name));
    return { carried: names([...this.#routes.keys()]), left: names(nets.slice(judged)) };
  }

  #every() {
    return [...this.#out.values()].flat();
  }

  /**
   * Take a net claim out if all that are out then have routes, and note these routes. With every claim taken out
   * routes only grow fewer, so one that must stay need not be asked again.
   */
  #takeOut(net, budget) {
    const [leaving, arriving] = [this.#out.get(net.start), this.#into.get(net.end)];
    leaving.splice(leaving.indexOf(net), 1);
    arriving.splice(arriving.indexOf(net), 1);
    const changed = [];
    for (const one of [net, ...(this.#users.get(net) ?? [])]) {
      const route = this.#longerRoute(one, budget);
      if (!route.length) {
        leaving.push(net);
        arriving.push(net);
        return;
      }
      changed.push([one, route]);
    }
    for (const [one, route] of changed) this.#note(one, route);
  }

  #note(net, route) {
    for (const arrow of this.#routes.get(net) ?? []) this.#users.get(arrow).delete(net);
    for (const arrow of route) {
      if (!this.#users.has(arrow)) this.#users.set(arrow, new Set());
      this.#users.get(arrow).add(net);
    }
    this.#routes.set(net, route);
  }

  /** A longer route of the same sign; empty where there is none. */
  #longerRoute(net, budget) {
    const [out, into] = [this.#out, this.#into].map((arrows) => (node) => arrows.get(node));
    const quick = quickRoute(out, into, net, this.#allows, this.#maxSteps);
    budget.left -= quick.looked;
    if (quick.route.length || !quick.isAny) return quick.route;
    const own = new Budget(ROUTE_BUDGET);
    const search = new Search(out, into, net.end, this.#maxSteps, { ranked: false });
    let route = [];
    for (const path of search.paths(net.start, own, { sign: net.sign, allows: this.#allows })) {
      if (path.length > 1) route = path;
      if (route.length) break;
    }
    const swept = [...this.#into.values()].reduce((count, arrows) => count + arrows.length, 0);
    budget.left -= own.taken + swept;
    return route;
  }
}

/**
 * A `route` of more than one step that joins the ends of a claim with its sign, looked for by walks; empty where none
 * was found at once. `isAny` is false where not even a walk leads there, `looked` how many arrows were looked at.
 *
 * A walk that is no route is tried again without the arrow that made it none, a few times.
 */
export function quickRoute(out, into, net, allows, maxSteps) {
  const barred = new Set();
  let looked = 0;
  for (let tries = 0; tries < WALK_TRIES; tries += 1) {
    const { walk, looked: more } = walkBeside(out, into, net, maxSteps, barred);
    looked += more;
    if (!walk.length) return { route: [], isAny: barred.size > 0, looked };
    const fault = faultOf(walk, allows);
    if (fault === null) return { route: walk, isAny: true, looked };
    barred.add(fault);
  }
  return { route: [], isAny: true, looked };
}

/** The first arrow with which a walk is no route: it meets a node twice, or is not coherent; else null. */
function faultOf(walk, allows) {
  const met = new Set([walk[0].start]);
  for (const [place, arrow] of walk.entries()) {
    if (met.has(arrow.end) || !allows(walk.slice(0, place + 1))) return arrow;
    met.add(arrow.end);
  }
  return null;
}

/**
 * A walk of more than one step and of the sign of a claim, from both its ends at once; it neither comes back to its
 * start nor leaves its end. Empty where there is none within the bound.
 */
function walkBeside(out, into, net, maxSteps, barred) {
  const ahead = new WalkSide(out, "end", net.start, net.end);
  const back = new WalkSide(into, "start", net.end, net.start);
  let met = null;
  for (let step = 0; step < maxSteps && met === null; step += 1) {
    const [side, other] = ahead.edge.length <= back.edge.length ? [ahead, back] : [back, ahead];
    met = side.grow(other, net.sign, barred);
    if (met !== null && side === back) met.reverse();
    if (!side.edge.length) break;
  }
  const walk = met === null ? [] : [...ahead.trail(met[0]).reverse(), ...back.trail(met[1])];
  return { walk, looked: ahead.looked + back.looked };
}

/** The states that one end of a walk has been followed to, each with the one before and the arrow. */
class WalkSide {
  #arrows;
  #toward;
  #origin;
  #goal;
  #before;
  looked = 0;

  /** `toward` names the node to which an arrow is followed: its end ahead, its start back. */
  constructor(arrows, toward, origin, goal) {
    this.#arrows = arrows;
    this.#toward = toward;
    this.#origin = origin;
    this.#goal = goal;
    this.#before = new Map([[stateNumber(origin, 1), null]]);
    this.edge = [{ node: origin, sign: 1 }];
  }

  /** Follow one step more; what meets the other side so as to make the sign is handed back, else null. */
  grow(other, wanted, barred) {
    const edge = [];
    for (const { node, sign } of this.edge) {
      for (const arrow of this.#arrows(node)) {
        this.looked += 1;
        const reached = { node: arrow[this.#toward], sign: times(sign, arrow.sign) };
        const state = stateNumber(reached.node, reached.sign);
        if (this.#before.has(state) || reached.node === this.#origin || barred.has(arrow)) continue;
        const isShort = node === this.#origin && reached.node === this.#goal;
        if (isShort || (wanted !== 0 && arrow.sign === 0)) continue;
        this.#before.set(state, { state: stateNumber(node, sign), arrow });
        const there = other.#meeting(reached, wanted);
        if (there !== undefined) return [state, there];
        if (reached.node !== this.#goal) edge.push(reached);
      }
    }
    this.edge = edge;
    return null;
  }

  /** The state of this side with which a walk that comes to a node with a sign has the one wanted. */
  #meeting({ node, sign }, wanted) {
    const rests = [1, -1, 0].filter((rest) => times(sign, rest) === wanted);
    return rests.map((rest) => stateNumber(node, rest)).find((state) => this.#before.has(state));
  }

  /** The arrows from a state to where this side began, the last first. */
  trail(state) {
    const found = [];
    for (let before = this.#before.get(state); before; before = this.#before.get(before.state)) {
      found.push(before.arrow);
    }
    return found;
  }
}
