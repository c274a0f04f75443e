const HELD_LEVELS = ["low", "high", "baseline"];

/** An intervention that does nothing or contradicts another. */
export class InterventionError extends Error {
  constructor(words) {
    super(words);
    this.name = "InterventionError";
  }
}

/** What is done, node by node and each once: {act, node, to, claim, compound}, null where it has none. */
export function interventionsIn(knowledge, done) {
  const every = done.flatMap((one) => interventionsOf(knowledge, one));
  return [...new Map(every.map((one) => [JSON.stringify(one), one])).values()];
}

function interventionsOf(knowledge, done) {
  if ("block" in done) return blocking(knowledge, done.block);
  if ("knock-out" in done) return knockingOut(knowledge, done["knock-out"], done.in ?? "");
  if ("clamp" in done) return [clamping(knowledge, done.clamp, done.to)];
  return [{ act: "cut", node: null, to: "", claim: knowledge.claim(done.cut).id, compound: null }];
}

function holding(act, node, to, compound = null) {
  return { act, node, to, claim: null, compound };
}

/** Hold a node low, with its pools and states; or give a blocker, which holds low what its claims lower. */
function blocking(knowledge, name) {
  if (!knowledge.entity(name).blocker) {
    return knowledge.within(name).map((node) => holding("block", node, "low"));
  }
  const lowering = [...knowledge.claims.values()].filter((claim) => claim.subject === name && lowers(claim));
  if (!lowering.length) {
    throw new InterventionError(
      `no direct claim says that ${name} lowers anything; block what it acts on, or add it`,
    );
  }
  const lowered = new Set(lowering.flatMap((claim) => knowledge.within(claim.object)));
  return [...lowered].map((node) => holding("block", node, "low", name));
}

function lowers(claim) {
  return claim.family === "causal" && claim.isTraversed && !claim.net && claim.sign === -1;
}

/**
 * Hold a node low with all its pools, states and aspects, and whatever needs it as a subunit; in one type of
 * cell, without the pools that are in another, and what is part of those.
 */
function knockingOut(knowledge, name, cell) {
  const { structure } = knowledge.entity(name);
  const wanted = cell ? knowledge.place("cell-type", cell).id : "";
  const needing = structure.filter(([relation]) => relation === "subunit-of").map(([, other]) => other);
  const allWithin = (one) => knowledge.within(one, ["pool-of", "state-of", "aspect-of"]);
  const nodes = [...new Set([name, ...needing].flatMap(allWithin))];
  const elsewhere = nodes.filter((node) => wanted && isElsewhere(knowledge, node, wanted));
  const spared = new Set(elsewhere.flatMap(allWithin));
  return nodes.filter((node) => !spared.has(node)).map((node) => holding("knock-out", node, "low"));
}

/** Whether an entity is located in types of cell, and in none that lies within the one named. */
function isElsewhere(knowledge, name, cell) {
  const located = knowledge.entity(name).structure.filter(([relation]) => relation === "located-in");
  const places = located.map(([, place]) => knowledge.entities.get(place));
  const cells = places.filter((place) => place && knowledge.kindHolds("cell-type", place));
  return cells.length > 0 && !cells.some(({ id }) => knowledge.holds("cell-type", cell, id));
}

function clamping(knowledge, name, level) {
  if (!HELD_LEVELS.includes(level)) {
    throw new InterventionError(`'${level}' is not a level; one of ${HELD_LEVELS.join(", ")}`);
  }
  return holding("clamp", knowledge.entity(name).id, level);
}

/** The nodes that are held, each with its level; one that is held twice must be so at one level. */
export function heldBy(interventions) {
  const held = new Map();
  for (const { node, to } of interventions) {
    if (node === null) continue;
    const level = held.get(node) ?? to;
    if (level !== to) {
      throw new InterventionError(`${node} cannot be held both ${level} and ${to}; choose one`);
    }
    held.set(node, level);
  }
  return held;
}
