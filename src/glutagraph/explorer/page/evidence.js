/* What the views of evidence share: things named and linked, sources with their addresses, facts by name. */

import { anchor, button, make } from "./dom.js";
import { Words } from "./words.js";

/** Names and links of what the clinical data speaks of; what the page does not hold is only named. */
export class Evidence {
  constructor(data, actions) {
    this.data = data;
    this.actions = actions;
    this.words = new Words(data);
  }

  /** The label of an entity. */
  name(id) {
    const { entities, labels = {} } = this.data;
    if (Object.hasOwn(entities, id)) return entities[id].label;
    return Object.hasOwn(labels, id) ? labels[id] : id;
  }

  /** Labels in a row. */
  names(ids = []) {
    return ids.map((id) => this.name(id)).join(", ");
  }

  /** An abbreviation where there is one, as of rating scales. */
  short(id) {
    const { synonyms = [] } = Object.hasOwn(this.data.entities, id) ? this.data.entities[id] : {};
    const name = this.name(id);
    return synonyms.find((one) => one.length < name.length) || name;
  }

  /** An entity to click. */
  entity(id) {
    if (!Object.hasOwn(this.data.entities, id)) return make("span", {}, this.name(id));
    return button(this.name(id), () => this.actions.choose({ type: "node", id }), { class: "plain" });
  }

  /** Entities to click, in a row. */
  entities(ids = []) {
    return ids.flatMap((id, place) => (place ? [", ", this.entity(id)] : [this.entity(id)]));
  }

  /** A claim to click. */
  claim(id) {
    if (!Object.hasOwn(this.data.claims, id)) return make("span", {}, id);
    return button(this.words.sentence(id), () => this.actions.choose({ type: "edge", id }), {
      class: "plain",
    });
  }

  /** How a source is cited. */
  citation(id) {
    return Object.hasOwn(this.data.sources, id) ? this.data.sources[id].citation : id;
  }

  /** A source in full, with links. */
  source(id) {
    if (!Object.hasOwn(this.data.sources, id)) return make("p", { class: "cited-source" }, id);
    const { citation, title, journal, year, type, links = [] } = this.data.sources[id];
    const where = [journal, year].filter(Boolean).join(" ");
    return make(
      "p",
      { class: "cited-source" },
      make("b", {}, citation),
      type === "review" && !citation.includes("review") ? " (review)" : "",
      type === "grey" ? " (registry record or the like)" : "",
      title && title !== citation ? `. ${title.replace(/\.$/, "")}` : "",
      where ? `. ${where}` : "",
      links.flatMap((link) => [" ", this.link(link)]),
    );
  }

  /** A link to what may be linked to. */
  link(link) {
    return anchor(link, this.data.hosts);
  }
}

/** Facts as a list of names and what they are; what is empty is left out. */
export function factList(facts) {
  const stated = facts.filter(([, value]) => (Array.isArray(value) ? value.length : value));
  return make(
    "dl",
    { class: "facts" },
    stated.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))),
  );
}

/** A control with its label. */
export function labelled(label, control) {
  control.setAttribute("aria-label", label);
  return make("label", { class: "labelled" }, make("span", {}, label), control);
}

/** A choice among options, the first of which is for all. */
export function selection(options, value, changed) {
  const all = options.map(([id, label]) =>
    make("option", { value: id, selected: id === value && "" }, label),
  );
  return make("select", { change: (event) => changed(event.target.value) }, all);
}

/** Buttons of which one is pressed. */
export function oneOf(label, options, value, changed) {
  const buttons = options.map(([id, words]) =>
    button(words, () => changed(id), { "aria-pressed": String(id === value), "data-choice": id }),
  );
  return make("div", { class: "one-of", role: "group", "aria-label": label }, buttons);
}
