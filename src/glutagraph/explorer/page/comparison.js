/* Two or more side by side, in words: what they act on, lead to, share, and what trials saw. */

import { button, make, plural, text } from "./dom.js";
import { inForceChips } from "./filters.js";
import { claimLine, entityButton } from "./panel.js";
import { capital, verdictWords } from "./words.js";

const DIFFERS = {
  opposite: "in opposite directions",
  sign: "a direction is not known of all",
  null: "looked for and not found in another",
  action: "in different ways",
};
const MOST = 8;

/** The answer to what is shared and what differs. */
export function tellCompare(page, view) {
  const { answer } = view;
  if (answer.error) {
    const kind = page.state.compare.length > 1 ? "warn" : "";
    return [make("h2", {}, view.title), make("p", { class: kind }, `${capital(answer.error)}.`)];
  }
  const columns = { things: answer.things, label: (id) => labelOf(page, answer, id) };
  const isOfDrugs = answer.compared === "drugs";
  return [
    make("h2", {}, view.title),
    make(
      "p",
      { class: "soft" },
      answer.things.map((id, place) => `${letterAt(place)} is ${columns.label(id)}`).join(", "),
    ),
    inForceChips(page),
    isOfDrugs ? outcomeTable(page, answer, columns) : reachTable(page, answer, columns),
    targetList(page, answer, columns),
    isOfDrugs ? affinityList(page, answer) : null,
    stepLists(page, answer, columns),
    isOfDrugs ? meetingList(page, answer, columns) : opposedList(page, answer),
    isOfDrugs ? studyTable(page, answer, columns) : null,
  ];
}

const labelOf = (page, answer, id) =>
  answer.compared === "drugs" ? page.words.name(id) : page.words.hypothesis(id);

const letterAt = (place) => "ABCD"[place] || String(place + 1);

/** A table with a row for each thing known and a column for each of what is compared. */
function sideBySide(title, columns, rows) {
  if (!rows.length) return null;
  const isNarrow = columns.things.length > 2 || columns.things.some((id) => columns.label(id).length > 14);
  const heads = columns.things.map((id, place) =>
    make("th", { scope: "col" }, isNarrow ? letterAt(place) : columns.label(id)),
  );
  const table = isNarrow ? narrowTable(heads, rows) : wideTable(heads, rows);
  return [make("h3", {}, title), table];
}

const cellsOf = (cells) => cells.map((cell) => make("td", {}, cell));

const wideTable = (heads, rows) =>
  make(
    "table",
    { class: "sides" },
    make("thead", {}, make("tr", {}, make("td", {}), heads)),
    make(
      "tbody",
      {},
      rows.map(([name, cells]) => make("tr", {}, make("th", { scope: "row" }, name), cellsOf(cells))),
    ),
  );

/** The same where columns leave no room for names: each stands in a row above what is known of it. */
const narrowTable = (heads, rows) =>
  make(
    "table",
    { class: "sides narrow" },
    make("thead", {}, make("tr", {}, heads)),
    rows.map(([name, cells]) =>
      make(
        "tbody",
        {},
        make("tr", {}, make("th", { scope: "rowgroup", colspan: heads.length }, name)),
        make("tr", {}, cellsOf(cells)),
      ),
    ),
  );

function effectWords({ verdict, nulls = [], seen_in: seen = [], not_seen_in: absent = [] }) {
  const found = verdict === "none" ? "" : verdictWords(verdict);
  const told = [
    nulls.length ? "looked for and not found" : "",
    seen.length ? `seen in ${plural(seen.length, "study", "studies")}` : "",
    absent.length ? `not seen in ${plural(absent.length, "study", "studies")}` : "",
  ];
  const facts = [found, ...told].filter(Boolean);
  return facts.length ? facts.map((fact) => make("div", {}, fact)) : "–";
}

function outcomeTable(page, answer, columns) {
  const rows = answer.outcomes.map(({ outcome, drugs }) => [
    entityButton(page, outcome),
    answer.things.map((id) => effectWords(drugs[id])),
  ]);
  return sideBySide("Outcomes", columns, rows);
}

function reachTable(page, answer, columns) {
  const rows = answer.outcomes.map(({ drug, outcome, hypotheses }) => [
    [entityButton(page, drug), " → ", entityButton(page, outcome)],
    answer.things.map((id) => effectWords(hypotheses[id])),
  ]);
  const table = sideBySide("What they carry", columns, rows.slice(0, 3 * MOST));
  const more = rows.length - 3 * MOST;
  return more > 0 ? [table, text("p", `and ${more} more, as the command line tells them`, "soft")] : table;
}

function holders(answer, columns, heldBy) {
  if (heldBy.length === answer.things.length) return answer.things.length === 2 ? "both" : "all";
  return `only ${heldBy.map(columns.label).join(" and ")}`;
}

function targetList(page, answer, columns) {
  if (!answer.targets.length) return null;
  const line = ({ target, held_by: heldBy, differs, actions }) =>
    make(
      "li",
      {},
      entityButton(page, target),
      make(
        "small",
        {},
        [capital(holders(answer, columns, heldBy)), DIFFERS[differs]].filter(Boolean).join(", "),
      ),
      make(
        "ul",
        { class: "claims" },
        heldBy.flatMap((id) => actions[id]).map((id) => claimLine(page, id)),
      ),
    );
  return [make("h3", {}, "Acts on directly"), make("ul", { class: "claims" }, answer.targets.map(line))];
}

/** What is known of how strongly they bind, each by itself and beside one another. */
function affinityList(page, answer) {
  const ids = [
    ...new Set([...answer.things.flatMap((id) => answer.affinities[id] || []), ...answer.against]),
  ];
  if (!ids.length) return null;
  return [
    make("h3", {}, "Against one another"),
    make(
      "ul",
      { class: "claims" },
      ids.map((id) => claimLine(page, id)),
    ),
  ];
}

function stepLists(page, answer, columns) {
  return answer.steps.map(({ held_by: heldBy, ids }) =>
    make(
      "details",
      {},
      make("summary", {}, `Steps: ${holders(answer, columns, heldBy)} (${ids.length})`),
      make(
        "ul",
        { class: "claims" },
        ids.map((id) => claimLine(page, id)),
      ),
    ),
  );
}

function meetingList(page, answer, columns) {
  const met = answer.meetings.filter(({ hypothesis }) => hypothesis === null);
  if (!met.length) return null;
  const way = ({ from, to }) => `together from ${page.words.name(from)} to ${page.words.name(to)}`;
  const line = ({ drugs, outcome, ways }) => {
    const stretches = [...new Set(ways.flat().map(way))].slice(0, MOST);
    return make(
      "li",
      {},
      `${drugs.map(columns.label).join(" and ")}, to `,
      entityButton(page, outcome),
      make("small", {}, stretches.length ? stretches.join("; ") : "meet only in the outcome"),
    );
  };
  return [make("h3", {}, "Where their routes meet and part"), make("ul", { class: "claims" }, met.map(line))];
}

function opposedList(page, answer) {
  if (!answer.opposed.length) return null;
  const line = ({ claims }) =>
    make(
      "li",
      {},
      make(
        "ul",
        { class: "claims" },
        claims.map((id) => claimLine(page, id)),
      ),
    );
  return [
    make("h3", {}, "Where they contradict one another"),
    make("ul", { class: "claims" }, answer.opposed.map(line)),
  ];
}

function studyTable(page, answer, columns) {
  const results = [...new Set(answer.things.flatMap((id) => Object.keys(answer.studies[id] || {})))];
  const cell = (names) => (names ? names.map((id) => page.data.studies[id]?.label || id).join("; ") : "–");
  const rows = results.map((result) => [
    result.replaceAll("-", " "),
    answer.things.map((id) => cell(answer.studies[id]?.[result])),
  ]);
  const found = sideBySide("Studies", columns, rows);
  return found ? [...found, text("p", " "), button("All studies", () => page.go({ show: "studies" }))] : null;
}
