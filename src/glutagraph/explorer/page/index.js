import { compareText, inOrder } from "./ordering.js";

/** The scope of a claim that holds under every hypothesis: all bits set. */
export const EVERYWHERE = -1n;

/** Structural steps that a stitched path may take, and what the joint is called. */
const JOINT_NAMES = new Map([
  ["pool-of", "pool not stated"],
  ["state-of", "pool not stated"],
  ["models", "translation"],
]);
const ONE_WAY_JOINTS = new Set(["models"]);
const OF_EVERY_HYPOTHESIS = new Set(["production", "definition"]);

/** What searches run on: the arrows of a graph, out of and into each node. Nodes are numbers. */
export class Index {
  #out;
  #into;

  /** `scopes` gives the bits of each hypothesis and module by name. */
  constructor(claims, entities, scopes) {
    this.nodes = [...entities.values()];
    this.number = new Map(this.nodes.map((entity, number) => [entity.id, number]));
    const traversed = [...claims.values()].filter((claim) => claim.isTraversed);
    const arrows = [...traversed.map((claim) => this.#arrow(claim, scopes)), ...this.#joints()];
    arrows.sort((one, other) => compareText(one.name, other.name));
    for (const [place, arrow] of arrows.entries()) arrow.place = place;
    this.#out = this.#grouped(arrows, "start");
    this.#into = this.#grouped(arrows, "end");
  }

  /** The arrows out of a node, or into it, sorted by name. */
  expand(node, reverse = false) {
    return (reverse ? this.#into : this.#out)[node];
  }

  #arrow(claim, scopes) {
    let scope = OF_EVERY_HYPOTHESIS.has(claim.family) ? EVERYWHERE : 0n;
    for (const hypothesis of claim.hypotheses) scope |= scopes.get(hypothesis) ?? 0n;
    return {
      start: this.number.get(claim.subject),
      end: this.number.get(claim.object),
      sign: claim.sign,
      tier: claim.tier,
      disputed: claim.isDisputed ? 1 : 0,
      net: claim.net,
      scope,
      name: claim.id,
      claim,
      joint: "",
    };
  }

  /** A pool stands for its group and back; an animal outcome stands for the human one, not back. */
  #joints() {
    const found = new Map();
    const add = (start, end, joint) => {
      const name = `${start}~${end}`;
      if (!found.has(name)) found.set(name, this.#jointArrow(start, end, name, joint));
    };
    for (const entity of this.nodes) {
      for (const [relation, other] of entity.structure) {
        if (!JOINT_NAMES.has(relation) || !this.number.has(other)) continue;
        add(entity.id, other, JOINT_NAMES.get(relation));
        if (!ONE_WAY_JOINTS.has(relation)) add(other, entity.id, JOINT_NAMES.get(relation));
      }
    }
    return found.values();
  }

  #jointArrow(start, end, name, joint) {
    const ends = { start: this.number.get(start), end: this.number.get(end) };
    return { ...ends, sign: 1, tier: 0, disputed: 0, net: false, scope: 0n, name, claim: null, joint };
  }

  #grouped(arrows, side) {
    const groups = this.nodes.map(() => []);
    for (const arrow of arrows) groups[arrow[side]].push(arrow);
    return groups;
  }
}

/** One bit for each hypothesis and module, in the order of their names. */
export function ownBits(hypotheses) {
  return new Map(inOrder(hypotheses.keys()).map((name, place) => [name, 1n << BigInt(place)]));
}

/** The bits of each hypothesis by name: its own, and those of all that include it. */
export function scopeBits(hypotheses) {
  const own = ownBits(hypotheses);
  const bits = new Map(own);
  for (const name of hypotheses.keys()) {
    for (const module of includedBy(name, hypotheses)) {
      bits.set(module, (bits.get(module) ?? 0n) | own.get(name));
    }
  }
  return bits;
}

function includedBy(name, hypotheses) {
  const found = new Set();
  const waiting = [...hypotheses.get(name).includes];
  while (waiting.length) {
    const module = waiting.pop();
    if (found.has(module)) continue;
    found.add(module);
    waiting.push(...(hypotheses.get(module)?.includes ?? []));
  }
  return found;
}
