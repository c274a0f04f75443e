/* The same sub-graph as a table: for screen readers, telephones, and who likes tables better. */

import { button, make, plural } from "./dom.js";
import { entityButton } from "./panel.js";
import { glyph, STATUS, signName } from "./words.js";

const HEADS = [
  "Subject",
  "Predicate",
  "Object",
  "Directness",
  "Standing",
  "Papers",
  "Strongest evidence",
  "Hypotheses",
];

/** The claims of a view as a table. */
export function tableOf(page, view) {
  const head = make(
    "tr",
    { role: "row" },
    HEADS.map((name) => make("th", { scope: "col", role: "columnheader" }, name)),
  );
  const caption = `${view.title}: ${plural(view.claims.length, "claim")}. Choose a word for its details.`;
  return make(
    "table",
    { role: "table" },
    make("caption", {}, caption),
    make("thead", { role: "rowgroup" }, head),
    make(
      "tbody",
      { role: "rowgroup" },
      view.claims.map((id) => row(page, id)),
    ),
  );
}

function row(page, id) {
  const claim = page.data.claims[id];
  const fact = (place, value, kind = "") =>
    make("td", { class: `fact ${kind}`, role: "cell", "data-name": HEADS[place] }, String(value || ""));
  const verb = make(
    "span",
    { class: `verb ${signName(claim.sign)}` },
    `${glyph(claim.sign)} ${page.words.predicate(claim)}`,
  );
  const told = button(verb, () => page.choose({ type: "edge", id }), { class: "plain" });
  const isChosen = page.selection && page.selection.id === id;
  return make(
    "tr",
    { role: "row", "data-claim": id, class: isChosen && "chosen" },
    make("td", { role: "cell" }, entityButton(page, claim.subject), " "),
    make("td", { role: "cell" }, told, " "),
    make("td", { role: "cell" }, entityButton(page, claim.object)),
    fact(3, claim.net ? "net" : "direct"),
    fact(4, STATUS[claim.status] || "supported"),
    fact(5, claim.papers, "number"),
    fact(6, claim.status === "definition" ? "" : page.words.tier(page.words.tierOf(claim))),
    fact(7, (claim.hypotheses || []).map((name) => page.words.hypothesis(name)).join("; ")),
  );
}
