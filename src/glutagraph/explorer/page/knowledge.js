import { Coherence } from "./coherence.js";
import { Index, ownBits, scopeBits } from "./index.js";
import { compareText, inOrder } from "./ordering.js";

const TRAVERSED_FAMILIES = new Set(["causal", "production", "definition"]);
const NEVER_WALKED = new Set(["open", "refuted"]);
const ONE_ITEM = [{}];
const DEFINITION_TIER = 0;
const USUAL_TIER = 3;
const PROPOSAL_TIER = 6;

/** A name that nothing in the graph bears. */
export class UnknownNameError extends Error {
  constructor(name, what = "entity") {
    super(`'${name}' is not the name of ${"aeiou".includes(what[0]) ? "an" : "a"} ${what}`);
    this.name = "UnknownNameError";
  }
}

/** The knowledge in the data of a page or in the graph of a golden case, every default filled in. */
export function readKnowledge(data) {
  return new Knowledge(data);
}

/** A graph, read: entities, claims, hypotheses, terms and kinds are Maps by name, in code point order. */
export class Knowledge {
  #parts = new Map();
  /** How names are ordered, for `sort`. */
  order = compareText;

  constructor(data) {
    this.entities = readAll(data.entities, readEntity);
    this.hypotheses = readAll(data.hypotheses, readHypothesis);
    this.terms = readAll(data.terms, readTerm);
    this.kinds = readAll(data.kinds, (id, facts) => ({ ...facts, id }));
    this.claims = readAll(claimsByName(data.claims), readClaim);
    this.experiments = readAll(data.experiments, readExperiment);
    this.studies = readAll(data.studies, (id, facts) => ({ ...facts, id }));
    this.ownBits = ownBits(this.hypotheses);
    this.scopes = scopeBits(this.hypotheses);
    this.index = new Index(this.claims, this.entities, this.scopes);
    this.coherence = new Coherence(this);
    for (const entity of this.entities.values()) {
      for (const [relation, other] of entity.structure) this.#note(relation, other, entity.id);
    }
  }

  /** The entity of a name. */
  entity(name) {
    return bearer(this.entities, name, "entity");
  }

  /** The hypothesis or module of a name. */
  hypothesis(name) {
    return bearer(this.hypotheses, name, "hypothesis");
  }

  /** The claim of a name. */
  claim(name) {
    return bearer(this.claims, name, "claim");
  }

  /** The type of cell or brain region of a name. */
  place(kind, name) {
    const entity = this.entity(name);
    if (!this.kindHolds(kind, entity)) throw new UnknownNameError(name, kind.replace("-", " "));
    return entity;
  }

  /** Whether an entity is of a kind, or of one that the kind holds. */
  kindHolds(kind, entity) {
    return entity.kind === kind || (this.kinds.get(entity.kind)?.broader ?? []).includes(kind);
  }

  /** The names of the members of a group of outcomes, sorted; those of its members' groups included. */
  members(group) {
    return this.#below(group, ["member-of"]);
  }

  /** An entity, its pools and states, and their pools and states, by name; sorted, itself first. */
  within(name, relations = ["pool-of", "state-of"]) {
    return [name, ...this.#below(name, relations)];
  }

  /** Whether an entity is a drug, which can be compared with others. */
  isDrug(name) {
    const entity = this.entities.get(name);
    return entity !== undefined && (entity.drug || this.kindHolds("drug", entity));
  }

  /**
   * The names of a drug or class, its members and regimens, and the combinations that contain one of them. A
   * racemate is no combination: trials of ketamine are not those of esketamine.
   */
  formsOf(drug) {
    const forms = new Set([drug, ...this.#below(drug, ["member-of", "regimen-of"])]);
    const isCombination = (name) => this.kindHolds("drug-combination", this.entities.get(name) ?? {});
    const parts = [...this.claims.values()].filter((claim) => {
      return claim.predicate === "contains" && claim.isTraversed && isCombination(claim.subject);
    });
    for (const form of forms) {
      for (const claim of parts) if (claim.object === form) forms.add(claim.subject);
    }
    return forms;
  }

  /** The names of the claims that a hypothesis holds, those of the modules it includes among them. */
  claimsOf(hypothesis) {
    const bit = this.ownBits.get(hypothesis);
    const parts = new Set([...this.scopes.keys()].filter((name) => (this.scopes.get(name) & bit) !== 0n));
    const held = [...this.claims.values()].filter((claim) => claim.hypotheses.some((one) => parts.has(one)));
    return held.map((claim) => claim.id);
  }

  /** The arrows out of an entity, or into it, sorted by name; of a joint, `claim` is null. */
  expand(name, reverse = false) {
    return this.index.expand(this.index.number.get(name), reverse);
  }

  /** Whether a stated context value lies within the one wanted: rat within rodent. */
  holds(axis, wanted, stated) {
    if (wanted === stated) return true;
    if (axis === "region" || axis === "cell-type") return this.#around(stated).has(wanted);
    return (this.terms.get(stated)?.broader ?? []).includes(wanted);
  }

  /** Whether two values of an axis can hold together: the same, or one within the other. */
  agree(axis, one, other) {
    return this.holds(axis, one, other) || this.holds(axis, other, one);
  }

  /** How a context value is printed. */
  contextLabel(axis, value) {
    const isPlace = axis === "region" || axis === "cell-type";
    const place = isPlace ? this.entities.get(value) : undefined;
    return (place ?? this.terms.get(value))?.label ?? value;
  }

  #note(relation, whole, part) {
    const key = `${relation} ${whole}`;
    if (!this.#parts.has(key)) this.#parts.set(key, []);
    this.#parts.get(key).push(part);
  }

  /** What leads to an entity along structural relations, however far; sorted. */
  #below(name, relations) {
    const found = new Set();
    const waiting = [name];
    while (waiting.length) {
      const above = waiting.pop();
      for (const relation of relations) {
        for (const part of this.#parts.get(`${relation} ${above}`) ?? []) {
          if (!found.has(part)) waiting.push(part);
          found.add(part);
        }
      }
    }
    found.delete(name);
    return inOrder(found);
  }

  /** A region and every region that it is part of. */
  #around(region) {
    const found = new Set();
    const waiting = [region];
    while (waiting.length) {
      const place = waiting.pop();
      if (found.has(place) || !this.entities.has(place)) continue;
      found.add(place);
      for (const [relation, other] of this.entities.get(place).structure) {
        if (relation === "part-of") waiting.push(other);
      }
    }
    return found;
  }
}

function bearer(things, name, what) {
  const thing = things.get(name);
  if (thing === undefined) throw new UnknownNameError(name, what);
  return thing;
}

/** Things by name, in code point order: an object would put names that look like numbers first. */
function readAll(things, read) {
  const names = inOrder(Object.keys(things ?? {}));
  return new Map(names.map((name) => [name, read(name, things[name])]));
}

function claimsByName(claims) {
  if (!Array.isArray(claims)) return claims;
  const nameOf = (claim) => `${claim.subject}.${claim.predicate}.${claim.object}`;
  return Object.fromEntries(claims.map((claim) => [nameOf(claim), claim]));
}

function readEntity(id, facts) {
  const flags = { exposure: facts.exposure ?? false, blocker: facts.blocker ?? false };
  const { label = id, structure = [], outcome = false } = facts;
  return { ...facts, ...flags, id, label, structure, outcome };
}

function readHypothesis(id, facts) {
  const { label = id, includes = [], module = false } = facts;
  return { ...facts, id, label, includes, module };
}

function readTerm(id, facts) {
  return { ...facts, id, label: facts.label ?? id, broader: facts.broader ?? [] };
}

function readClaim(id, facts) {
  const { family = "causal", sign = 0, net = false, hypotheses = [], status = "supported" } = facts;
  const items = facts.evidence ?? (status === "definition" ? [] : ONE_ITEM);
  const evidence = items.map(readEvidence);
  const isTraversed = TRAVERSED_FAMILIES.has(family) && !NEVER_WALKED.has(status);
  const judged = { tier: strongestTier(family, evidence), isTraversed, isDisputed: status === "disputed" };
  return { ...facts, ...judged, id, family, sign, net, hypotheses, status, evidence };
}

/** An experiment of a page tells part by part what was done, one of a golden case what was held and cut. */
function readExperiment(id, facts) {
  const held = Object.entries(facts.held ?? {}).map(([clamps, to]) => ({ clamps, to }));
  const cut = (facts.cut ?? []).map((cuts) => ({ cuts }));
  const manipulations = facts.manipulations ?? [...held, ...cut];
  return { ...facts, id, given: facts.given ?? null, manipulations };
}

function readEvidence(facts) {
  const { stance = "supports", tier = USUAL_TIER, context = {} } = facts;
  return { ...facts, stance, tier, context };
}

/** The strongest tier among the evidence that supports a claim. */
function strongestTier(family, evidence) {
  if (family === "definition") return DEFINITION_TIER;
  const tiers = evidence.filter((item) => item.stance === "supports").map((item) => item.tier);
  return tiers.length ? Math.min(...tiers) : PROPOSAL_TIER;
}
