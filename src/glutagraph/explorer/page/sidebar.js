/* The side of the page: ask for paths, walk through the stories, choose what may be shown. */

import { chooser } from "./chooser.js";
import { button, make, plural } from "./dom.js";
import { filters, select } from "./filters.js";
import { questionOf } from "./state.js";

const TELLING = ["studies", "timeline", "experiments"];

/** The side for a state; views of evidence have filters of their own. */
export function sidebar(page) {
  return [pathFields(page), stories(page), TELLING.includes(questionOf(page.state)) ? null : filters(page)];
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
          select(page, "hypothesis", "Within", hypothesesOf(page), "all hypotheses"),
          chooserOf(page, "block", "Switch off", "block a step …", index.entities),
          chooserOf(page, "add", "Add a drug", "a second drug …", drugsOf(page)),
          make(
            "div",
            { class: "actions" },
            button("⇄ Swap", () => page.ask({ from: state.to, to: state.from })),
            button("Clear", () => page.go({ show: "core" }), { "data-next": "from-end" }),
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

function chooserOf(page, name, label, placeholder, index) {
  return make(
    "div",
    { class: "field" },
    make("label", { for: `${name}-one` }, label),
    chooser({
      ...{ id: `${name}-one`, label, placeholder, index, clears: true },
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

const drugsOf = (page) => page.index.entities.filter(({ id }) => page.data.entities[id].exposure);

function comparison(page) {
  const { state, index } = page;
  const chosen = state.compare.map((id) =>
    button(
      [page.words.compared(id), " ×"],
      () => page.go({ compare: state.compare.filter((one) => one !== id) }),
      {
        class: "chip",
        "data-next": "compare-one",
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
          index: [
            ...drugsOf(page),
            ...index.hypotheses.map((one) => ({ ...one, id: `hypothesis:${one.id}` })),
          ],
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
      button(label, () => page.go(patch), { class: "plain", "data-story": id, "data-key": id }),
    );
  const sorted = Object.entries(data.hypotheses).filter(([, one]) => one.tour);
  const list = (isModule) =>
    sorted
      .filter(([, one]) => Boolean(one.module) === isModule)
      .map(([id, one]) =>
        line(id, one.label, question === "hypothesis" && state.hypothesis === id, { hypothesis: id }),
      );
  const modules = list(true);
  const hasCore = data.opening.core.length < page.arrows.length;
  return make(
    "section",
    { "aria-label": "Stories" },
    make("h2", {}, "Map"),
    make("ul", { class: "stories" }, [
      hasCore ? line("core", "Core mechanism", question === "core", { show: "core" }) : null,
      line(
        "everything",
        `Everything (${plural(page.arrows.length, "arrow")})`,
        question === "everything" || (!hasCore && question === "core"),
        {
          show: "everything",
        },
      ),
    ]),
    sorted.length ? make("h2", {}, "Hypotheses") : null,
    make("ul", { class: "stories" }, list(false)),
    modules.length ? [make("h2", {}, "Shared by several"), make("ul", { class: "stories" }, modules)] : null,
  );
}
