import { Carrying } from "./carrying.js";
import { Budget, reachable } from "./search.js";

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
 * `bit` is the hypothesis's own; `allows` says whether the beginning of a path is coherent, `budget` how many arrows
 * may be looked at to judge what is carried. What the start does not lead to is of no account. What is blocked has
 * no part in it, or a net claim would rescue the very route that was: see `Open`.
 */
export class Scope {
  #allows;
  #maxSteps;
  #budget;
  #mayReach;
  #judged;

  constructor(index, bit, start, passes, allows, maxSteps, budget) {
    this.start = start;
    this.#allows = allows;
    this.#maxSteps = maxSteps;
    this.#budget = budget;
    const isHeld = (arrow) => (arrow.scope & bit) !== 0n && passes(arrow);
    this.allOut = kept((node) => index.expand(node).filter(isHeld));
    this.allInto = kept((node) => index.expand(node, true).filter(isHeld));
  }

  /** The nodes that the start would lead to if nothing were carried or blocked: quickly told. */
  get mayReach() {
    this.#mayReach ??= reachable(this.allOut, this.start);
    return this.#mayReach;
  }

  /** The names of the net claims that a longer route of the same sign carries, and of those `left` unjudged. */
  get judged() {
    if (!this.#judged) {
      const nodes = [...this.mayReach.keys()];
      const carrying = new Carrying(nodes, this.allOut, this.#allows, this.#maxSteps);
      this.#judged = carrying.judge(new Budget(this.#budget));
    }
    return this.#judged;
  }
}

/**
 * The arrows of a scope that a path may take: none carried, none `cut` by name, none that touches an `avoided`
 * node. A net claim that was not judged is left out, too, so that none rescues a route; `mayOut` has those.
 */
export class Open {
  #reach;

  constructor(scope, avoided, cut) {
    this.scope = scope;
    const isClear = (arrow) =>
      !scope.judged.carried.has(arrow.name) &&
      !cut.has(arrow.name) &&
      !avoided.has(arrow.start) &&
      !avoided.has(arrow.end);
    const isUsable = (arrow) => isClear(arrow) && !scope.judged.left.has(arrow.name);
    this.out = kept((node) => scope.allOut(node).filter(isUsable));
    this.mayOut = kept((node) => scope.allOut(node).filter(isClear));
  }

  /** The nodes that the start leads to, with the fewest steps. */
  get reach() {
    this.#reach ??= reachable(this.out, this.scope.start);
    return this.#reach;
  }
}
