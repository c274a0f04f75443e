/* How things are said: labels of what has a name, claims as sentences, verdicts and their signs. */

/** What a claim's standing is called. */
export const STATUS = {
  disputed: "disputed",
  "context-bound": "holds in some contexts",
  refuted: "refuted",
  open: "open question",
  definition: "definition",
};

const VERDICTS = {
  increases: "▲ increases",
  decreases: "▼ decreases",
  mixed: "◆ mixed",
  unknown: "○ direction unknown",
  ambiguous: "◆ ambiguous",
  nothing: "– nothing",
  none: "– no route",
};

/** A verdict with its sign, so that colour need not say it alone. */
export const verdictWords = (verdict) => VERDICTS[verdict] || verdict;

/** A verdict without its sign. */
export const verdictName = (verdict) => verdictWords(verdict).replace(/^[^\p{L}]+/u, "");

/** What a sign is called. */
export const signName = (sign) => (sign > 0 ? "positive" : sign < 0 ? "negative" : "unknown");

/** The arrow of a sign. */
export const glyph = (sign) => (sign > 0 ? "→" : sign < 0 ? "⊣" : "—");

/** Everything that must be looked up to be said. */
export class Words {
  constructor(data) {
    this.data = data;
  }

  /** The label of an entity; what the page does not hold is called by its name. */
  name(id) {
    return id in this.data.entities ? this.data.entities[id].label : id;
  }

  /** The label of a hypothesis. */
  hypothesis(id) {
    return id in this.data.hypotheses ? this.data.hypotheses[id].label : id;
  }

  /** The label of what is compared: a drug, or a hypothesis, which says so in its name. */
  compared(id) {
    return id.startsWith("hypothesis:") ? this.hypothesis(id.slice(11)) : this.name(id);
  }

  /** How a source is cited. */
  source(id) {
    return id in this.data.sources ? this.data.sources[id].citation : id;
  }

  /** A claim as a sentence; the subject of a requirement is itself a claim. */
  sentence(id) {
    const claim = this.data.claims[id];
    if (!claim) return id;
    const subject =
      claim.subject in this.data.claims ? `(${this.sentence(claim.subject)})` : this.name(claim.subject);
    return `${subject} ${this.predicate(claim)} ${this.name(claim.object)}`;
  }

  /** A claim's verb. */
  predicate(claim) {
    return this.data.predicates[claim.predicate].label;
  }

  /** A value of a context axis. */
  context(value) {
    const { terms, entities } = this.data;
    return value in terms ? terms[value].label : value in entities ? entities[value].label : value;
  }

  /** The contexts of an item of evidence in a line. */
  contexts(item) {
    const stated = Object.entries(item.context || {});
    return stated
      .map(([axis, value]) => `${axis.replaceAll("-", " ").replaceAll("_", " ")}: ${this.context(value)}`)
      .join(" · ");
  }

  /** A tier of evidence. */
  tier(number) {
    return this.data.tiers[number] || "";
  }

  /** The tier of a claim: its strongest support. */
  tierOf(claim) {
    const items = (claim.evidence || []).filter((item) => !item.stance);
    return items.length ? Math.min(...items.map((item) => item.tier)) : 0;
  }
}

/** Whether a path may walk along a claim. */
export const isArrow = (claim) =>
  ["causal", "production", "definition"].includes(claim.family || "causal") &&
  !["open", "refuted"].includes(claim.status);

/** Whether something speaks against a claim in a context that agrees with its own. */
export const isDisputed = (claim) => claim.status === "disputed";

/** The first letter large. */
export const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);
