/* A part of the graph as Turtle, in our vocabulary and the layout of `glutagraph format`. */

import { inertText } from "./citing.js";
import { compareLists, compareText, inOrder } from "./ordering.js";

const ROW_WIDTH = 110;
const PROPERTY_ORDER = [
  ...["a", "rdfs:label", "skos:altLabel", "dcterms:title", "gg:firstAuthor", "dcterms:issued", "gg:journal"],
  ...[
    "gg:sourceType",
    "rdfs:comment",
    "gg:subject",
    "gg:predicate",
    "gg:object",
    "gg:directness",
    "gg:action",
  ],
  ...[
    "gg:inRespectOf",
    "gg:hypothesis",
    "gg:includes",
    "gg:rivalOf",
    "gg:proposedBy",
    "gg:source",
    "gg:stance",
  ],
  ...[
    "gg:finding",
    "gg:method",
    "gg:species",
    "gg:region",
    "gg:cellType",
    "gg:model",
    "gg:state",
    "gg:baseline",
  ],
  ...["gg:dose", "gg:route", "gg:timing", "gg:time", "gg:readIn", "gg:locator"],
];
const PLACES = ["region", "cell-type"];
const SAFE_NAME = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?$/;

/** The slug of the method of an item of evidence, which the page holds by its label. */
export function methodName(item, data) {
  return data.writing.methods[item.method];
}

/** Writes one document; it remembers which prefixes that needs. */
export class TurtleWriter {
  constructor(data) {
    this.data = data;
    this.prefixes = new Map(data.writing.prefixes);
    this.used = new Set(["gg"]);
  }

  /** The claims of a view with all that they need: what speaks against them, ends, places, hypotheses, sources. */
  document(view) {
    const claims = this.claimsWith(view.claims);
    const entities = this.entitiesOf(claims, view.entities || []);
    const hypotheses = this.hypothesesOf(claims);
    const blocks = [
      ...entities.map((id) => this.entityBlock(id)),
      ...hypotheses.map((id) => this.hypothesisBlock(id, hypotheses)),
      ...this.sourcesOf(claims, hypotheses).map((id) => this.sourceBlock(id)),
      ...claims.map((id) => this.claimBlock(id)),
    ];
    const used = [...this.prefixes].filter(([prefix]) => this.used.has(prefix));
    const head = [
      ...this.opening(view),
      ...used.map(([prefix, namespace]) => `@prefix ${prefix}: <${namespace}> .`),
    ];
    return `${[head.join("\n"), ...blocks].join("\n\n")}\n`;
  }

  opening(view) {
    const { knowledge } = this.data;
    const licence = knowledge ? `, knowledge ${knowledge}, CC BY 4.0` : "";
    const told = `${view.title}: a part of glutagraph${licence}. Load it together with vocabulary.ttl.`;
    return [`# ${inertText(told).replace(/\s+/g, " ")}`];
  }

  /* what a part needs to stand by itself */

  /** Claims, those that their subjects are, and those that speak against them; definitions follow from entities. */
  claimsWith(ids) {
    const { claims } = this.data;
    const found = new Set();
    const waiting = [...ids];
    while (waiting.length) {
      const id = waiting.pop();
      if (found.has(id) || !Object.hasOwn(claims, id)) continue;
      found.add(id);
      waiting.push(claims[id].subject, ...(claims[id].against || []).map(({ by }) => by));
    }
    return inOrder(found).filter((id) => claims[id].family !== "definition");
  }

  entitiesOf(claims, also) {
    const { entities } = this.data;
    const waiting = [...also];
    for (const id of claims) {
      const { subject, object, respect = [], evidence = [] } = this.data.claims[id];
      const places = evidence.flatMap(({ context = {} }) => PLACES.map((axis) => context[axis]));
      waiting.push(subject, object, ...respect, ...places);
    }
    const found = new Set();
    while (waiting.length) {
      const id = waiting.pop();
      if (found.has(id) || !Object.hasOwn(entities, id)) continue;
      found.add(id);
      waiting.push(...(entities[id].structure || []).map(([, other]) => other));
    }
    return inOrder(found);
  }

  hypothesesOf(claims) {
    const { hypotheses } = this.data;
    const found = new Set();
    const waiting = claims.flatMap((id) => this.data.claims[id].hypotheses || []);
    while (waiting.length) {
      const id = waiting.pop();
      if (found.has(id) || !Object.hasOwn(hypotheses, id)) continue;
      found.add(id);
      waiting.push(...(hypotheses[id].includes || []));
    }
    return inOrder(found);
  }

  sourcesOf(claims, hypotheses) {
    const items = claims.flatMap((id) => this.data.claims[id].evidence || []);
    const proposed = hypotheses.flatMap((id) => this.data.hypotheses[id].proposed_by || []);
    const found = new Set([...items.flatMap(({ source, read_in: reader }) => [source, reader]), ...proposed]);
    return inOrder([...found].filter((id) => id && Object.hasOwn(this.data.sources, id)));
  }

  /* blocks */

  entityBlock(id) {
    const {
      label,
      kind,
      synonyms = [],
      description,
      structure = [],
      identifiers = [],
    } = this.data.entities[id];
    const { entities } = this.data;
    const facts = [
      ["a", this.named("kind", kind)],
      ["rdfs:label", turtleText(label)],
      ...synonyms.map((one) => ["skos:altLabel", turtleText(one)]),
      ["rdfs:comment", turtleText(description)],
      ...structure
        .filter(([, other]) => Object.hasOwn(entities, other))
        .map(([relation, other]) => [this.named("predicate", relation), this.named("entity", other)]),
      ...this.matches(identifiers),
    ];
    return this.block(this.named("entity", id), facts);
  }

  hypothesisBlock(id, shown) {
    const {
      label,
      synonyms = [],
      description,
      includes = [],
      rivals = [],
      proposed_by: proposed = [],
      module,
    } = this.data.hypotheses[id];
    const present = (ids) =>
      ids.filter((one) => shown.includes(one)).map((one) => this.named("hypothesis", one));
    const facts = [
      ["a", module ? "gg:Module" : "gg:Hypothesis"],
      ["rdfs:label", turtleText(label)],
      ...synonyms.map((one) => ["skos:altLabel", turtleText(one)]),
      ["rdfs:comment", turtleText(description)],
      ...present(includes).map((one) => ["gg:includes", one]),
      ...present(rivals).map((one) => ["gg:rivalOf", one]),
      ...proposed
        .filter((one) => Object.hasOwn(this.data.sources, one))
        .map((one) => ["gg:proposedBy", this.named("source", one)]),
    ];
    return this.block(this.named("hypothesis", id), facts);
  }

  sourceBlock(id) {
    const source = this.data.sources[id];
    const facts = [
      ["a", "gg:Source"],
      ["rdfs:label", turtleText(source.citation)],
      ["dcterms:title", turtleText(source.title)],
      ["gg:firstAuthor", turtleText(source.first_author)],
      ["dcterms:issued", turtleText(source.year)],
      ["gg:journal", turtleText(source.journal)],
      ["gg:sourceType", `gg:${source.type || "primary"}`],
      ["rdfs:comment", turtleText(source.note)],
      ...this.matches(source.links || []),
    ];
    return this.block(this.named("source", id), facts);
  }

  claimBlock(id) {
    const claim = this.data.claims[id];
    const { subject, predicate, object, action, respect = [], hypotheses = [], evidence = [] } = claim;
    const isCausal = (claim.family || "causal") === "causal";
    const facts = [
      ["a", "gg:Claim"],
      ["rdfs:comment", turtleText(claim.note)],
      ["gg:subject", this.named(Object.hasOwn(this.data.claims, subject) ? "claim" : "entity", subject)],
      ["gg:predicate", this.named("predicate", predicate)],
      ["gg:object", this.named("entity", object)],
      ["gg:directness", isCausal ? (claim.net ? "gg:net" : "gg:direct") : ""],
      ["gg:action", action ? this.named("action", action) : ""],
      ...respect.map((one) => ["gg:inRespectOf", this.named("entity", one)]),
      ...hypotheses.map((one) => ["gg:hypothesis", this.named("hypothesis", one)]),
    ];
    return this.block(this.named("claim", id), facts, this.evidenceText(evidence));
  }

  /** Items of evidence in brackets, in the order of their source, locator and finding. */
  evidenceText(evidence) {
    const items = evidence.map((item) => {
      const facts = this.itemFacts(item);
      const said = Object.fromEntries(facts);
      const key = ["gg:source", "gg:locator", "gg:finding"].map((name) => said[name] || "");
      return [...key, `[\n${predicateLines(facts, 8).join("\n")}\n    ]`];
    });
    const sorted = items.sort((one, other) => compareLists(one, other, compareText));
    return sorted.map((item) => item.at(-1)).join(", ");
  }

  itemFacts(item) {
    const contexts = Object.entries(item.context || {}).map(([axis, value]) => [
      `gg:${camelCase(axis)}`,
      this.contextText(axis, value),
    ]);
    return [
      ["gg:source", this.named("source", item.source)],
      ["gg:stance", `gg:${item.stance || "supports"}`],
      ["gg:finding", turtleText(item.finding)],
      ["gg:method", this.named("method", methodName(item, this.data))],
      ...contexts,
      ["gg:readIn", this.named("source", item.read_in || item.source)],
      ["gg:locator", turtleText(item.locator)],
      ["rdfs:comment", turtleText(item.note)],
    ].filter(([, value]) => value);
  }

  contextText(axis, value) {
    const { terms } = this.data;
    if (PLACES.includes(axis)) return this.named("entity", value);
    return Object.hasOwn(terms, value) && terms[value].axis === axis
      ? this.named("context", value)
      : turtleText(value);
  }

  /** What other vocabularies call it. */
  matches(links) {
    return links.map((link) => [`skos:${link.match || "exact"}Match`, this.identifierText(link)]);
  }

  /** An identifier as a compact name, read off its address; without one it is told as it is. */
  identifierText({ href, text }) {
    const { addresses } = this.data.writing;
    const address = Object.keys(addresses)
      .filter((one) => href?.startsWith(one))
      .sort((one, other) => other.length - one.length)[0];
    if (address) return this.named(addresses[address], decodeURIComponent(href.slice(address.length)));
    const [prefix, ...rest] = text.split(":");
    return this.prefixes.has(prefix) ? this.named(prefix, rest.join(":")) : iriText(text);
  }

  /** A name with its prefix, or in full where its letters would not stand in one. */
  named(prefix, local) {
    const namespace = this.prefixes.get(prefix);
    if (!SAFE_NAME.test(local)) return iriText(namespace + local);
    this.used.add(prefix);
    return `${prefix}:${local}`;
  }

  block(head, facts, evidence = "") {
    const stated = facts.filter(([, value]) => value);
    for (const [name] of stated) if (name.includes(":")) this.used.add(name.split(":")[0]);
    const lines = predicateLines(stated, 4);
    if (evidence) lines.push(`    gg:evidence ${evidence} ;`);
    const last = lines.length - 1;
    lines[last] = lines[last].replace(/ ;$/, " .");
    return [head, ...lines].join("\n");
  }
}

const camelCase = (axis) => axis.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

/** A line for each property, its objects sorted; one below the other where a row would be too long. */
function predicateLines(facts, indent) {
  const margin = " ".repeat(indent);
  return groupedFacts(facts).map(([name, objects]) => {
    const row = `${margin}${name} ${objects.join(", ")} ;`;
    if (objects.length === 1 || [...row].length <= ROW_WIDTH) return row;
    return [`${margin}${name}`, `${objects.map((one) => `${margin}    ${one}`).join(",\n")} ;`].join("\n");
  });
}

function groupedFacts(facts) {
  const groups = new Map();
  for (const [name, value] of facts) groups.set(name, [...(groups.get(name) || []), value]);
  const rank = (name) =>
    PROPERTY_ORDER.includes(name) ? PROPERTY_ORDER.indexOf(name) : PROPERTY_ORDER.length;
  const names = inOrder(groups.keys()).sort((one, other) => rank(one) - rank(other));
  return names.map((name) => [name, inOrder(new Set(groups.get(name)))]);
}

/** Text as a literal; nothing where there is no text. */
function turtleText(words) {
  if (!words) return "";
  const escaped = words.replace(
    /["\\\n\r\t]/g,
    (found) => ({ '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" })[found],
  );
  return `"${inertText(escaped)}"`;
}

/** An address in full, the characters that it may not hold spelt out. */
function iriText(address) {
  const spelt = (found) => `\\u${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  return `<${inertText(address.replace(/[\0-\x20<>"{}|^`\\]/g, spelt))}>`;
}
