/* The side of the page: ask for paths, walk through the stories, choose what may be shown. */

import { chooser } from "./chooser.js";
import { button, make, plural } from "./dom.js";
import { questionOf } from "./state.js";

/** The side for a state. */
export function sidebar(page) {
  return [pathFields(page), stories(page), filters(page)];
}

function pathFields(page) {
  const { state, index } = page;
  const end = (name, label) =>
    make(
      "div",
      { class: "field" },
      make("label", { for: `${name}-end` }, label),
      chooser({
        id: `${name}-end`,
        label: `${label}: drug, target, process or outcome`,
        placeholder: name === "from" ? "a drug, a receptor …" : "an effect …",
        index: index.entities,
        value: state[name] in page.data.entities ? page.words.name(state[name]) : "",
        picked: (match) => page.ask({ [name]: match ? match.id : "" }),
      }),
    );
  const isAsked = state.from && state.to;
  return make(
    "section",
    { "aria-label": "Ask" },
    make("h2", {}, "Ask"),
    end("from", "From"),
    end("to", "To"),
    isAsked
      ? [
          select(page, "hypothesis", "Within", hypothesesOf(page)),
          blocker(page, "block", "Switch off", "block a step …"),
          blocker(page, "add", "Add a drug", "a second drug …"),
          make(
            "div",
            { class: "actions" },
            button("⇄ Swap", () => page.ask({ from: state.to, to: state.from })),
            button("Clear", () => page.go({ show: "core" })),
          ),
        ]
      : null,
    comparison(page),
  );
}

const hypothesesOf = (page) =>
  Object.entries(page.data.hypotheses)
    .filter(([, one]) => one.tour && !one.module)
    .map(([id, { label }]) => [id, label]);

function blocker(page, name, label, placeholder) {
  return make(
    "div",
    { class: "field" },
    make("label", { for: `${name}-one` }, label),
    chooser({
      ...{ id: `${name}-one`, label, placeholder, index: page.index.entities, clears: true },
      picked: (match) =>
        page.amend({
          [name]: [...page.state[name].filter((one) => one !== match.id), match.id],
          path: [],
          avoid: [],
          select: "",
        }),
    }),
  );
}

function comparison(page) {
  const { state, index } = page;
  const drugs = index.entities.filter(({ id }) => page.data.entities[id].exposure);
  const chosen = state.compare.map((id) =>
    button(
      [page.words.compared(id), " ×"],
      () => page.go({ compare: state.compare.filter((one) => one !== id) }),
      {
        class: "chip",
        "aria-label": `Compare without ${page.words.compared(id)}`,
      },
    ),
  );
  return make(
    "div",
    { class: "field" },
    make("label", { for: "compare-one" }, state.compare.length ? "Side by side" : "Compare side by side"),
    chosen.length ? make("p", { class: "chips" }, chosen) : null,
    state.compare.length < 4
      ? chooser({
          ...{ id: "compare-one", label: "Compare drugs or hypotheses", clears: true },
          placeholder: state.compare.length ? "and …" : "two drugs …",
          index: [...drugs, ...index.hypotheses.map((one) => ({ ...one, id: `hypothesis:${one.id}` }))],
          picked: (match) =>
            page.go({ compare: [...state.compare.filter((one) => one !== match.id), match.id] }),
        })
      : null,
  );
}

function stories(page) {
  const { state, data } = page;
  const question = questionOf(state);
  const line = (id, label, isHere, patch) =>
    make(
      "li",
      isHere ? { "aria-current": "true" } : {},
      button(label, () => page.go(patch), { class: "plain", "data-story": id }),
    );
  const sorted = Object.entries(data.hypotheses).filter(([, one]) => one.tour);
  const list = (isModule) =>
    sorted
      .filter(([, one]) => Boolean(one.module) === isModule)
      .map(([id, one]) =>
        line(id, one.label, question === "hypothesis" && state.hypothesis === id, { hypothesis: id }),
      );
  const modules = list(true);
  return make(
    "section",
    { "aria-label": "Stories" },
    make("h2", {}, "Map"),
    make("ul", { class: "stories" }, [
      line("core", "Core mechanism", question === "core", { show: "core" }),
      line("everything", `Everything (${plural(page.arrows.length, "arrow")})`, question === "everything", {
        show: "everything",
      }),
    ]),
    sorted.length ? make("h2", {}, "Hypotheses") : null,
    make("ul", { class: "stories" }, list(false)),
    modules.length ? [make("h2", {}, "Shared by several"), make("ul", { class: "stories" }, modules)] : null,
  );
}

/* filters */

function filters(page) {
  const { state, data } = page;
  const shown = countsByColumn(page);
  const kinds = data.columns
    .filter(({ id }) => shown.has(id))
    .map(({ id, label }) =>
      tick(
        label,
        !state.hide.includes(id),
        (on) => page.amend({ hide: on ? state.hide.filter((one) => one !== id) : [...state.hide, id] }),
        shown.get(id),
      ),
    );
  const axis = (name, label) => select(page, name, label, valuesOf(page, name));
  const tiers = data.tiers.slice(1).map((label) => [label, label]);
  return make(
    "section",
    { "aria-label": "Show only" },
    make("h2", {}, "Show only"),
    select(page, "tier", "Evidence at least", tiers),
    axis("species", "Species"),
    axis("region", "Region"),
    axis("timing", "Timing"),
    tick("disputed claims", state.disputed, (on) => page.amend({ disputed: on })),
    tick("end results that steps explain", state.net, (on) => page.amend({ net: on })),
    make("div", { class: "kinds", role: "group", "aria-label": "Kinds on the map" }, kinds),
  );
}

function countsByColumn(page) {
  const counts = new Map();
  for (const { group } of page.data.drawn.nodes) counts.set(group, (counts.get(group) || 0) + 1);
  return counts;
}

function tick(label, on, change, count) {
  return make(
    "label",
    { class: "switch" },
    make("input", { type: "checkbox", checked: on && "", change: (event) => change(event.target.checked) }),
    make("span", {}, label),
    count === undefined ? null : make("span", { class: "soft" }, String(count)),
  );
}

/** The values of a context axis that any evidence states, and what holds them. */
function valuesOf(page, axis) {
  const { data, words } = page;
  const stated = new Set();
  for (const claim of Object.values(data.claims)) {
    for (const item of claim.evidence || []) if (item.context?.[axis]) stated.add(item.context[axis]);
  }
  for (const value of [...stated])
    for (const broader of data.terms[value]?.broader || []) stated.add(broader);
  return [...stated].map((value) => [value, words.context(value)]).sort((a, b) => (a[1] < b[1] ? -1 : 1));
}

function select(page, name, label, values) {
  if (!values.length) return null;
  const options = values.map(([value, words]) =>
    make("option", { value, selected: page.state[name] === value && "" }, words),
  );
  return make(
    "div",
    { class: "field" },
    make("label", { for: `only-${name}` }, label),
    make(
      "select",
      { id: `only-${name}`, change: (event) => page.amend({ [name]: event.target.value, path: [] }) },
      make("option", { value: "" }, name === "hypothesis" ? "all hypotheses" : "all"),
      options,
    ),
  );
}
