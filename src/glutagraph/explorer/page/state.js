/* What is shown, as an address: everything that Back, a bookmark or a letter to a colleague must restore. */

const LISTS = ["avoid", "block", "add", "compare", "hide", "path"];
const WORDS = [
  "show",
  "hypothesis",
  "around",
  "from",
  "to",
  "mode",
  "select",
  "tier",
  "species",
  "region",
  "timing",
  "asked",
];
const MOST_LETTERS = 2000;
const NUMBERS = { step: 0, top: 3, steps: 1 };
const SWITCHES = { net: false, disputed: true };

/** The state of a page just opened. */
export function emptyState() {
  const lists = Object.fromEntries(LISTS.map((name) => [name, []]));
  const words = Object.fromEntries(WORDS.map((name) => [name, ""]));
  return { ...words, ...lists, ...NUMBERS, ...SWITCHES };
}

/** The state that an address says; what it does not know in it is left alone. */
export function stateOf(address) {
  const state = emptyState();
  const parts = new URLSearchParams(address.replace(/^#/, ""));
  for (const name of WORDS) state[name] = (parts.get(name) || "").slice(0, MOST_LETTERS);
  for (const name of LISTS)
    state[name] = [...new Set((parts.get(name) || "").split(",").filter(Boolean))].slice(0, 50);
  for (const [name, usual] of Object.entries(NUMBERS)) {
    const number = Number.parseInt(parts.get(name), 10);
    state[name] = number >= 0 && number <= 10000 ? number : usual;
  }
  for (const [name, usual] of Object.entries(SWITCHES))
    state[name] = parts.get(name) === (usual ? "no" : "yes") ? !usual : usual;
  return state;
}

/** The address of a state; what is as usual is not said. */
export function addressOf(state) {
  const parts = new URLSearchParams();
  for (const name of WORDS) if (state[name]) parts.set(name, state[name]);
  for (const name of LISTS) if (state[name].length) parts.set(name, state[name].join(","));
  for (const [name, usual] of Object.entries(NUMBERS))
    if (state[name] !== usual) parts.set(name, state[name]);
  for (const [name, usual] of Object.entries(SWITCHES))
    if (state[name] !== usual) parts.set(name, usual ? "no" : "yes");
  return parts.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
}

const QUESTIONS = [
  "show",
  "hypothesis",
  "around",
  "from",
  "to",
  "avoid",
  "block",
  "add",
  "compare",
  "select",
  "step",
  "path",
  "asked",
];

/** A state that asks another question, with the filters and the mode as they were. */
export function asking(state, question) {
  const empty = emptyState();
  const free = Object.fromEntries(QUESTIONS.map((name) => [name, empty[name]]));
  return { ...state, ...free, ...question };
}

/** What is asked: a path, what-if, a comparison, a hypothesis, an entity, or a part of the whole. */
export function questionOf(state) {
  if (state.compare.length) return "compare";
  if (state.from && state.to) return state.block.length || state.add.length ? "what-if" : "trace";
  if (state.hypothesis) return "hypothesis";
  if (state.around) return "around";
  return state.show || "core";
}
