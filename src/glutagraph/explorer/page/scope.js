import { Budget, reachable, Search, SignedReach } from "./search.js";

const CARRY_BUDGET = 5_000;

/** A function of one thing that is asked once for each. */
export function kept(make) {
  const values = new Map();
  return (thing) => {
    let value = values.get(thing);
    if (value === undefined) {
      value = make(thing);
      values.set(thing, value);
    }
    return value;
  };
}

/**
 * The arrows that a hypothesis holds and that `passes` lets pass, and which net ones are carried.
 *
 * `bit` is the hypothesis's own; `allows` says whether the beginning of a path is coherent. What the start
 * does not lead to is of no account. What is blocked has no part in it, or a net claim would rescue the very
 * route that was: see `Open`.
 */
export class Scope {
  #allows;
  #maxSteps;
  #reached;
  #mayReach;
  #carried;

  constructor(index, bit, start, passes, allows, maxSteps) {
    this.start = start;
    this.#allows = allows;
    this.#maxSteps = maxSteps;
    const isHeld = (arrow) => (arrow.scope & bit) !== 0n && passes(arrow);
    this.allOut = kept((node) => index.expand(node).filter(isHeld));
    this.allInto = kept((node) => index.expand(node, true).filter(isHeld));
    this.#reached = kept((node) => new SignedReach(this.allOut, node));
  }

  /** The nodes that the start would lead to if nothing were carried or blocked: quickly told. */
  get mayReach() {
    this.#mayReach ??= reachable(this.allOut, this.start);
    return this.#mayReach;
  }

  /**
   * The names of the net claims that a longer route of the same sign carries.
   *
   * They are taken out one by one, by name, each only where every one that is out, itself included, still
   * has a route that carries it: none rescues another, and none is lost.
   */
  get carried() {
    this.#carried ??= this.#takenOut();
    return this.#carried;
  }

  #takenOut() {
    const routes = new Map();
    const nets = [...this.mayReach.keys()]
      .flatMap((node) => this.allOut(node))
      .filter((arrow) => arrow.net && this.#couldBeCarried(arrow));
    nets.sort((one, other) => one.place - other.place);
    for (const net of nets) this.#takeOut(net, routes);
    return new Set([...routes.keys()].map((net) => net.name));
  }

  /** Whether a walk of the same sign comes to the end from elsewhere; often none does. */
  #couldBeCarried(net) {
    const reached = this.#reached(net.start);
    return this.allInto(net.end).some(
      (last) =>
        last.start !== net.start &&
        [1, -1, 0].some((sign) => sign * last.sign === net.sign && reached.has(last.start, sign)),
    );
  }

  /**
   * Take a net claim out if all that are out then have routes, and note these routes.
   *
   * With every claim taken out routes only grow fewer, so one that must stay need not be asked again.
   */
  #takeOut(net, routes) {
    const without = new Set([...routes.keys(), net]);
    const changed = new Map();
    const carriedByIt = [...routes].filter(([, route]) => route.has(net)).map(([out]) => out);
    for (const one of [net, ...carriedByIt]) {
      const route = this.#longerRoute(one, without);
      if (route === null) return;
      changed.set(one, route);
    }
    for (const [one, route] of changed) routes.set(one, route);
  }

  /** The arrows of a longer route of the same sign; null where there is no such route. */
  #longerRoute(net, without) {
    const isLeft = (arrow) => !without.has(arrow);
    const out = kept((node) => this.allOut(node).filter(isLeft));
    if (!new SignedReach(out, net.start, [net.end, net.sign]).has(net.end, net.sign)) return null;
    const into = kept((node) => this.allInto(node).filter(isLeft));
    const search = new Search(out, into, net.end, this.#maxSteps, { ranked: false });
    const wanted = { sign: net.sign, allows: this.#allows };
    for (const path of search.paths(net.start, new Budget(CARRY_BUDGET), wanted)) {
      if (path.length > 1) return new Set(path);
    }
    return null;
  }
}

/**
 * The arrows of a scope that a path may take: none carried, none `cut` by name, none that touches an
 * `avoided` node.
 */
export class Open {
  #reach;

  constructor(scope, avoided, cut) {
    this.scope = scope;
    const isUsable = (arrow) =>
      !scope.carried.has(arrow.name) &&
      !cut.has(arrow.name) &&
      !avoided.has(arrow.start) &&
      !avoided.has(arrow.end);
    this.out = kept((node) => scope.allOut(node).filter(isUsable));
    this.into = kept((node) => scope.allInto(node).filter(isUsable));
  }

  /** The nodes that the start leads to, with the fewest steps. */
  get reach() {
    this.#reach ??= reachable(this.out, this.scope.start);
    return this.#reach;
  }
}
