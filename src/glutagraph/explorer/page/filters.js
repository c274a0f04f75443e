/* What is shown only: evidence, contexts and kinds, to be chosen, and in words where they are in force. */

import { button, make } from "./dom.js";
import { questionOf } from "./state.js";

const MAPS = ["core", "everything", "hypothesis", "around", "compare"];
const STORIES = ["hypothesis", "compare"];
const CONTEXTS = { species: "Species", region: "Region", timing: "Timing" };

/** The filters that the view of a state heeds. */
export function filters(page) {
  const { state, data } = page;
  const question = questionOf(state);
  const contexts = Object.entries(CONTEXTS).map(([name, label]) =>
    select(page, name, label, valuesOf(page, name)),
  );
  const tiers = data.tiers.slice(1).map((label) => [label, label]);
  return make(
    "section",
    { "aria-label": "Show only" },
    make("h2", {}, "Show only"),
    select(page, "tier", "Evidence at least", tiers),
    contexts,
    tick("disputed claims", state.disputed, (on) => page.amend({ disputed: on })),
    STORIES.includes(question)
      ? tick("end results that steps explain", state.net, (on) => page.amend({ net: on }))
      : null,
    MAPS.includes(question) ? kindTicks(page) : null,
  );
}

function kindTicks(page) {
  const { state, data } = page;
  const counts = page.countsByColumn;
  const kinds = data.columns
    .filter(({ id }) => counts.has(id))
    .map(({ id, label }) =>
      tick(
        label,
        !state.hide.includes(id),
        (on) => page.amend({ hide: on ? state.hide.filter((one) => one !== id) : [...state.hide, id] }),
        counts.get(id),
      ),
    );
  return make("div", { class: "kinds", role: "group", "aria-label": "Kinds on the map" }, kinds);
}

function tick(label, on, change, count) {
  return make(
    "label",
    { class: "switch" },
    make("input", {
      ...{ type: "checkbox", checked: on && "", "data-key": `show ${label}` },
      change: (event) => change(event.target.checked),
    }),
    make("span", {}, label),
    count === undefined ? null : make("span", { class: "soft" }, String(count)),
  );
}

/** The values of a context axis that any evidence states, and what holds them. */
function valuesOf(page, axis) {
  const { data, words } = page;
  const stated = new Set(page.stated(axis));
  for (const value of [...stated])
    for (const broader of data.terms[value]?.broader || []) stated.add(broader);
  return [...stated].map((value) => [value, words.context(value)]).sort((a, b) => (a[1] < b[1] ? -1 : 1));
}

/** A choice of one value, or of all. */
export function select(page, name, label, values, all = "all") {
  if (!values.length) return null;
  const chosen = page.state[name];
  const options = values.map(([value, words]) =>
    make("option", { value, selected: chosen === value && "" }, words),
  );
  return make(
    "div",
    { class: "field" },
    make("label", { for: `only-${name}` }, label),
    make(
      "select",
      {
        ...{ id: `only-${name}`, class: chosen && "set" },
        change: (event) => page.amend({ [name]: event.target.value, path: [] }),
      },
      make("option", { value: "" }, all),
      options,
    ),
  );
}

/* in words */

/** The filters in force: the words for each, and the state without it. */
export function inForce(page) {
  const { state, data, words } = page;
  const question = questionOf(state);
  const found = [];
  const isWithin = state.hypothesis && question !== "hypothesis";
  if (isWithin) found.push([`within ${words.hypothesis(state.hypothesis)}`, { hypothesis: "" }]);
  if (data.tiers.indexOf(state.tier) > 0) found.push([`${state.tier} or stronger`, { tier: "" }]);
  for (const name of Object.keys(CONTEXTS)) {
    if (state[name]) found.push([`${name} ${words.context(state[name])} or not stated`, { [name]: "" }]);
  }
  if (!state.disputed) found.push(["nothing disputed", { disputed: true }]);
  const hidden = MAPS.includes(question) ? data.columns.filter(({ id }) => state.hide.includes(id)) : [];
  for (const { id, label } of hidden)
    found.push([`no ${label.toLowerCase()}`, { hide: state.hide.filter((one) => one !== id) }]);
  return found;
}

/** The filters in force, to be taken back one by one. */
export function inForceChips(page) {
  const found = inForce(page);
  if (!found.length) return null;
  const chip = ([words, change]) =>
    button([words, " ×"], () => page.amend({ ...change, path: [], select: "" }), {
      class: "chip",
      "aria-label": `Only ${words}, take back`,
    });
  return make("p", { class: "chips" }, "Only: ", found.map(chip));
}

/** A state without filters. */
export const unfiltered = { tier: "", species: "", region: "", timing: "", disputed: true, hide: [] };
