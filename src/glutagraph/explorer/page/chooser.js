/* A field that finds things by label, synonym or identifier, with what fits offered below it. */

import { make } from "./dom.js";

const folded = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** What can be found: each thing with all its names, the label first. */
export function searchIndex(data) {
  const entities = Object.entries(data.entities).map(([id, entity]) => {
    const others = [...(entity.synonyms || []), id, ...(entity.identifiers || []).map((one) => one.text)];
    return { id, label: entity.label, kind: data.kinds[entity.kind].label, names: [entity.label, ...others] };
  });
  const hypotheses = Object.entries(data.hypotheses).map(([id, { label }]) => ({
    id,
    label,
    kind: "hypothesis",
    names: [label, id],
  }));
  const keyed = (one) => ({ ...one, keys: one.names.map(folded) });
  return { entities: entities.map(keyed), hypotheses: hypotheses.map(keyed) };
}

const worth = (key, wanted) => {
  if (key === wanted) return 0;
  if (key.startsWith(wanted)) return 1;
  if (key.includes(` ${wanted}`)) return 2;
  return key.includes(wanted) ? 3 : 9;
};

/** The best eight, by how a name fits: the whole, its beginning, a word's beginning, anywhere. */
export function found(index, words) {
  const wanted = folded(words.trim());
  if (!wanted) return [];
  const ranked = index.map((one) => {
    const worths = one.keys.map((key, place) => worth(key, wanted) + (place ? 0.5 : 0));
    const best = Math.min(...worths);
    return { ...one, name: one.names[worths.indexOf(best)], worth: best };
  });
  const fitting = ranked.filter((one) => one.worth < 9);
  return fitting
    .sort((a, b) => a.worth - b.worth || a.label.length - b.label.length || (a.id < b.id ? -1 : 1))
    .slice(0, 8);
}

/** A combobox (ARIA 1.2). `picked` is called with what was chosen; `clears` says whether the field empties. */
export function chooser({ id, label, placeholder, index, picked, value = "", clears = false }) {
  const list = make("ul", {
    id: `${id}-list`,
    class: "matches",
    role: "listbox",
    "aria-label": label,
    hidden: "",
  });
  const field = make("input", {
    ...{ id, type: "search", autocomplete: "off", spellcheck: "false", role: "combobox", placeholder },
    ...{
      "aria-expanded": "false",
      "aria-controls": `${id}-list`,
      "aria-autocomplete": "list",
      "aria-label": label,
    },
  });
  field.value = value;
  let matches = [];
  let active = 0;

  const offer = () => {
    const none = make(
      "li",
      { class: "none", role: "option", "aria-disabled": "true" },
      "Nothing is called that.",
    );
    list.replaceChildren(...(matches.length ? matches.map(option) : [none]));
    list.hidden = !field.value.trim();
    field.setAttribute("aria-expanded", String(!list.hidden));
    if (matches.length && !list.hidden) field.setAttribute("aria-activedescendant", `${id}-${active}`);
    else field.removeAttribute("aria-activedescendant");
  };
  const option = (match, place) =>
    make(
      "li",
      {
        ...{ role: "option", id: `${id}-${place}`, "aria-selected": String(place === active) },
        ...{ mousedown: (event) => event.preventDefault(), click: () => pick(match) },
      },
      match.label,
      make("small", {}, match.name === match.label ? match.kind : match.name),
    );
  const shut = () => {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const pick = (match) => {
    field.value = clears ? "" : match.label;
    shut();
    picked(match);
  };
  field.addEventListener("input", () => {
    [matches, active] = [found(index, field.value), 0];
    offer();
    if (!field.value.trim() && !clears) picked(null);
  });
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && matches.length && !list.hidden) {
      active = (active + step + matches.length) % matches.length;
      offer();
      event.preventDefault();
    } else if (event.key === "Enter" && matches.length && !list.hidden) {
      pick(matches[active]);
      event.preventDefault();
    } else if (event.key === "Escape" && !list.hidden) {
      shut();
      event.stopPropagation();
    }
  });
  field.addEventListener("blur", () => {
    shut();
    if (!clears) field.value = value;
  });
  return make("div", { class: "chooser" }, field, list);
}
