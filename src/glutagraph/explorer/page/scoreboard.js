/* Experiments that were really done beside what each hypothesis predicts of them. */

import { askedOf } from "./asked.js";
import { button, make, plural, text } from "./dom.js";
import { Evidence, factList, oneOf } from "./evidence.js";
import { download, fileName, separated } from "./exporting.js";
import { whatIf } from "./intervening.js";
import { readKnowledge } from "./knowledge.js";

const SCORES = {
  agrees: ["✓", "agrees", "the prediction is what was seen"],
  disagrees: ["✕", "disagrees", "the prediction is not what was seen"],
  omission: [
    "=",
    "omission",
    "what was done lies on no route, so that nothing is predicted to change; = nothing did, ○ yet it did",
  ],
  ambiguous: ["◆", "ambiguous", "opposed routes are left, or a direction is not known"],
  silent: ["·", "silent", "no route leads from what was given to what was measured"],
};
const ALL_TOGETHER = "all";
const WRONG_OMISSION = "○";
const SILENT = { predicted: "silent", outcome: "silent" };
const USUAL = { claims: "claims", asked: "", open: "" };
const CLOSED = { claims: ["claims", "held_out"], asked: ["", "on-top", "alone"] };
const MOST_ROUTES = 3;
const SCORE_FIELDS = [
  "experiment",
  "label",
  "asked",
  "hypothesis",
  "observed",
  "predicted",
  "outcome",
  "held_out_predicted",
  "held_out_outcome",
  "left_out",
  "source",
];

/** Every experiment beside every hypothesis: what was predicted, what was seen, and why. */
export function scoreboardView(data, actions) {
  return new ScoreboardView(data, actions).element;
}

class ScoreboardView {
  constructor(data, actions) {
    this.evidence = new Evidence(data, actions);
    this.data = data;
    this.actions = actions;
    this.asked = askedOf(data, "experiments", USUAL, actions, CLOSED);
    this.columns = [ALL_TOGETHER, ...data.scoreboard.hypotheses];
    this.element = make("section", { class: "evidence scoreboard", "aria-labelledby": "scoreboard-title" });
    this.fill();
  }

  /** The page's own knowledge, or one read when it is first needed. */
  knowledge() {
    this.read = this.read || this.actions.knowledge || readKnowledge(this.data);
    return this.read;
  }

  ask(change) {
    Object.assign(this.asked, change);
    this.fill();
  }

  fill() {
    const { asked } = this;
    const lines = this.lines();
    const focused = this.element.contains(document.activeElement)
      ? document.activeElement.dataset.choice
      : undefined;
    this.element.replaceChildren(
      make("h2", { id: "scoreboard-title" }, "Experiments: what was seen, and what is predicted"),
      make(
        "p",
        { class: "soft" },
        "Each hypothesis is asked what the manipulation does by itself and what it leaves of the drug's effect. Held out: without the claims that rest on the experiment's own paper, or on the passage that tells of it, alone.",
      ),
      make(
        "div",
        { class: "counted" },
        oneOf(
          "Claims",
          [
            ["claims", "All claims"],
            ["held_out", "Held out"],
          ],
          asked.claims,
          (claims) => this.ask({ claims }),
        ),
        oneOf(
          "Question",
          [
            ["", "Both questions"],
            ["on-top", "On top of the drug"],
            ["alone", "By itself"],
          ],
          asked.asked,
          (one) => this.ask({ asked: one }),
        ),
        button("Table as CSV", () => this.save(), { class: "small" }),
      ),
      this.legend(),
      this.matrix(lines),
      this.list(lines),
      this.totals(lines),
    );
    if (focused !== undefined) this.element.querySelector(`[data-choice="${focused}"]`)?.focus();
  }

  /** One line for each experiment and question: both of its results may be known. */
  lines() {
    const { experiments, scoreboard } = this.data;
    const questions = ["on-top", "alone"].filter((one) => !this.asked.asked || this.asked.asked === one);
    return Object.entries(experiments).flatMap(([id, experiment]) => {
      const row = scoreboard.rows[id] || {};
      const asked = questions.filter((one) => row.claims?.[one]);
      return asked.map((question) => ({
        id,
        experiment,
        row,
        question,
        observed: observedOf(experiment, question),
      }));
    });
  }

  /** What a hypothesis predicts; what says nothing is left out of the data. */
  cell({ row, question }, hypothesis, claims = this.asked.claims) {
    const cells = (claims === "held_out" && row.held_out) || row.claims;
    return cells[question]?.[hypothesis] || SILENT;
  }

  hypothesisName(id) {
    return id === ALL_TOGETHER ? "All together" : this.data.hypotheses[id]?.label || id;
  }

  legend() {
    const keys = Object.values(SCORES).map(([sign, word, meaning]) =>
      make(
        "li",
        {},
        make("span", { class: `score ${word}` }, make("b", { "aria-hidden": "true" }, sign), ` ${word}`),
        ` ${meaning}`,
      ),
    );
    return make("ul", { class: "score-key", "aria-label": "Key" }, keys);
  }

  /* the matrix */

  matrix(lines) {
    const heads = this.columns.map((id) =>
      make(
        "th",
        { scope: "col", class: "turned" },
        make("div", {}, id === ALL_TOGETHER ? this.hypothesisName(id) : this.hypothesisLink(id)),
      ),
    );
    const body = make(
      "tbody",
      {},
      lines.flatMap((line) => this.rowsOf(line)),
    );
    const table = make(
      "table",
      { class: "matrix", keydown: (event) => moveInMatrix(event, body) },
      make(
        "caption",
        {},
        `${plural(lines.length, "result")} by ${plural(this.columns.length - 1, "hypothesis", "hypotheses")}. Choose a cell for what was predicted, what was seen and why; arrow keys move between cells.`,
      ),
      make(
        "thead",
        {},
        make(
          "tr",
          {},
          make("th", { scope: "col", class: "experiment" }, "Experiment, and what was seen"),
          heads,
        ),
      ),
      body,
    );
    const first = body.querySelector("[data-cell].open") || body.querySelector("[data-cell]");
    if (first) first.setAttribute("tabindex", "0");
    return table;
  }

  hypothesisLink(id) {
    return button(this.hypothesisName(id), () => this.actions.goTo({ hypothesis: id }), {
      class: "plain",
      title: "Show this hypothesis on the map",
    });
  }

  rowsOf(line) {
    const name = nameOfLine(line);
    const cells = this.columns.map((id) => make("td", {}, this.cellButton(line, id, true)));
    const head = make("th", { scope: "row" }, line.experiment.label, make("small", {}, this.seenWords(line)));
    const row = make("tr", { "data-line": name }, head, cells);
    const opened = this.columns.find((id) => this.asked.open === `${name} ${id}`);
    if (!opened) return [row];
    const details = make("td", { colspan: this.columns.length + 1 }, this.why(line, opened));
    return [row, make("tr", { class: "details" }, details)];
  }

  cellButton(line, hypothesis, isInMatrix) {
    const cell = this.cell(line, hypothesis);
    const { sign, word } = scoreWords(cell);
    const key = `${nameOfLine(line)} ${hypothesis}`;
    const isOpen = this.asked.open === key;
    const name = `${this.hypothesisName(hypothesis)}: ${scoreTold(cell)}`;
    const parts = [make("b", { "aria-hidden": "true" }, sign), make("span", { class: "word" }, word)];
    const attributes = {
      class: `score ${cell.outcome}${isOpen ? " open" : ""}`,
      "aria-label": name,
      title: name,
      "aria-expanded": String(isOpen),
      "data-cell": key,
    };
    if (isInMatrix) attributes.tabindex = "-1";
    return button(parts, () => this.open(key), attributes);
  }

  open(key) {
    const isNarrow = this.element.querySelector(".matrix").offsetParent === null;
    this.asked.open = this.asked.open === key ? "" : key;
    this.fill();
    const place = this.element.querySelector(isNarrow ? ".score-list" : ".matrix");
    place.querySelector(`[data-cell="${CSS.escape(key)}"]`).focus();
  }

  seenWords({ experiment, question, observed }) {
    const measured = this.evidence.name(experiment.measured);
    if (question === "on-top") return `effect of ${this.evidence.name(experiment.given)}: ${observed}`;
    const verb = { increases: "raises", decreases: "lowers", unchanged: "does not change" }[observed];
    return `by itself ${verb} ${measured}`;
  }

  /* the same as a list, for telephones */

  list(lines) {
    const line = (one) => {
      const ids = this.columns.filter((id) => this.cell(one, id).outcome !== "silent");
      const opened = this.columns.find((id) => this.asked.open === `${nameOfLine(one)} ${id}`);
      const silent = this.columns.length - ids.length;
      return make(
        "li",
        {},
        make("h3", {}, one.experiment.label),
        make("p", { class: "soft" }, this.seenWords(one)),
        make(
          "ul",
          {},
          ids.map((id) =>
            make(
              "li",
              {},
              this.cellButton(one, id, false),
              " ",
              make("span", { class: "whose" }, this.hypothesisName(id)),
            ),
          ),
          silent ? make("li", { class: "soft" }, `${silent} silent`) : null,
        ),
        opened ? make("div", { class: "details" }, this.why(one, opened)) : null,
      );
    };
    return make("ul", { class: "score-list" }, lines.map(line));
  }

  /* totals */

  totals(lines) {
    const outcomes = Object.keys(SCORES);
    const count = (id, outcome, claims) =>
      lines.filter((line) => this.cell(line, id, claims).outcome === outcome).length;
    const cells = (id) =>
      outcomes.map((outcome) => {
        const [all, held] = ["claims", "held_out"].map((claims) => count(id, outcome, claims));
        return make(
          "td",
          { class: `number ${all || held ? "" : "zero"}` },
          make("span", {}, String(all)),
          make("span", { class: "held" }, ` ${held}`),
        );
      });
    const head = (outcome) =>
      make(
        "th",
        { scope: "col" },
        make(
          "span",
          { class: `score ${outcome}` },
          make("b", { "aria-hidden": "true" }, SCORES[outcome][0]),
          ` ${outcome}`,
        ),
      );
    return make(
      "table",
      { class: "score-totals" },
      make("caption", {}, "Totals: all claims, then held out"),
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Hypothesis"), outcomes.map(head))),
      make(
        "tbody",
        {},
        this.columns.map((id) =>
          make("tr", {}, make("th", { scope: "row" }, this.hypothesisName(id)), cells(id)),
        ),
      ),
    );
  }

  /* why */

  why(line, hypothesis) {
    const { evidence } = this;
    const { experiment, question, row, observed } = line;
    const cell = this.cell(line, hypothesis);
    const item = experiment.evidence;
    const isHeldOut = this.asked.claims === "held_out";
    const context = evidence.words.contexts(item);
    const readIn =
      item.read_in && item.read_in !== item.source
        ? `${evidence.citation(item.read_in)}: ${item.locator}`
        : item.locator;
    return make(
      "div",
      { class: "why" },
      make(
        "h3",
        {},
        `${this.hypothesisName(hypothesis)}: `,
        make("span", { class: `score ${cell.outcome}` }, scoreTold(cell)),
      ),
      factList([
        ["Given", experiment.given ? evidence.entity(experiment.given) : "nothing but the manipulation"],
        ["Done", this.doneWords(experiment)],
        ["Measured", evidence.entity(experiment.measured)],
        [question === "on-top" ? "Seen of the drug's effect" : "Seen by itself", observed],
        [
          "Predicted",
          cell.predicted + (cell.possible ? ": possible only, since activity at rest is not recorded" : ""),
        ],
        ["Why", this.reason(line, hypothesis, cell, isHeldOut)],
        ["Presumed independent", cell.independent ? routeList(this, cell.independent) : ""],
        ["Held out", isHeldOut ? leftOutWords(this, row.left_out) : ""],
        [
          "Finding",
          [
            item.finding,
            text("small", [item.method, context].filter(Boolean).join(" · ")),
            text("small", item.note),
          ],
        ],
        ["Source", evidence.source(item.source)],
        ["Read in", readIn],
        ["", this.mapLink(experiment)],
      ]),
    );
  }

  doneWords({ manipulations = [] }) {
    const { evidence } = this;
    return manipulations.map(({ clamps, cuts, to, by, with: compound }) =>
      make(
        "div",
        {},
        clamps ? [evidence.entity(clamps), ` held ${to}`] : [evidence.claim(cuts), " cut"],
        by ? `: ${by}` : "",
        compound && compound !== by ? [" (", evidence.entity(compound), ")"] : "",
      ),
    );
  }

  /** A prediction in words, with the routes behind it where the page's own answer is the same one. */
  reason(line, hypothesis, cell, isHeldOut) {
    const { experiment, question } = line;
    const row = isHeldOut && line.row.held_out ? null : this.answered(experiment, hypothesis);
    const isSame =
      row &&
      (question === "on-top"
        ? row.remains === cell.predicted
        : ["increases", "decreases"].includes(row.alone)
          ? row.alone === cell.predicted
          : true);
    const routes = isSame
      ? question === "on-top"
        ? row.lost.length
          ? row.lost
          : row.kept
        : row.acting
      : [];
    const told = reasonWords(this.evidence, experiment, question, cell, isSame ? row : null);
    return [
      told,
      routes.length && cell.outcome !== "silent"
        ? routeList(
            this,
            routes.map((path) => path.claims),
          )
        : "",
    ];
  }

  /** What the page itself says when it is asked the same. */
  answered(experiment, hypothesis) {
    const knowledge = this.knowledge();
    const done = (experiment.manipulations || []).flatMap(({ clamps, cuts, to }) =>
      clamps ? knowledge.within(clamps).map((node) => ({ clamp: node, to })) : [{ cut: cuts }],
    );
    try {
      const { outcomes } = whatIf(knowledge, experiment.given || null, experiment.measured, done);
      const outcome = outcomes.find(({ end }) => end === experiment.measured); // of a group not its members
      return hypothesis === ALL_TOGETHER
        ? outcome.union
        : outcome.hypotheses.find((row) => row.hypothesis === hypothesis);
    } catch {
      return null; // a page of a part of the graph may lack what was done
    }
  }

  mapLink(experiment) {
    const held = (experiment.manipulations || [])
      .filter(({ clamps, to }) => clamps && to === "low")
      .map(({ clamps }) => clamps);
    const known = [experiment.given, experiment.measured, ...held].every((id) =>
      Object.hasOwn(this.data.entities, id),
    );
    if (!experiment.given || !held.length || !known) return "";
    const question = { from: experiment.given, to: experiment.measured, block: held };
    return button(
      `Ask the map what is left when ${this.evidence.names(held)} ${held.length > 1 ? "are" : "is"} blocked`,
      () => this.actions.goTo(question),
      { class: "plain" },
    );
  }

  save() {
    const rows = this.lines().flatMap((line) =>
      this.columns.map((id) => {
        const [cell, held] = ["claims", "held_out"].map((claims) => this.cell(line, id, claims));
        const { left_out: out = [] } = line.row;
        const source = this.evidence.citation(line.experiment.evidence.source);
        return [
          line.id,
          line.experiment.label,
          line.question,
          id,
          line.observed,
          cell.predicted,
          cell.outcome,
          held.predicted,
          held.outcome,
          out.length,
          source,
        ];
      }),
    );
    download(
      fileName(this.data, "experiments", "csv"),
      new Blob([separated(SCORE_FIELDS, rows)], { type: "text/csv;charset=utf-8" }),
    );
  }
}

const nameOfLine = ({ id, question }) => `${id} ${question}`;

const observedOf = (experiment, question) => (question === "on-top" ? experiment.on_top : experiment.alone);

function scoreWords({ outcome, right }) {
  const [sign, word] = SCORES[outcome];
  return { sign: outcome === "omission" && !right ? WRONG_OMISSION : sign, word };
}

function scoreTold({ outcome, predicted, right }) {
  if (outcome === "silent") return "silent";
  if (outcome === "omission")
    return `omission, ${predicted} is predicted and was ${right ? "seen" : "not seen"}`;
  return outcome === predicted ? outcome : `${outcome}, predicted ${predicted}`;
}

/** Routes, the first few, each step of which leads to its claim. */
function routeList({ data, evidence, actions }, routes) {
  const step = (id) => {
    const { sign, object } = data.claims[id];
    const told = `${sign > 0 ? "→" : sign < 0 ? "⊣" : "—"} ${evidence.name(object)}`;
    return [
      " ",
      button(told, () => actions.choose({ type: "edge", id }), {
        class: "plain",
        title: evidence.words.sentence(id),
      }),
    ];
  };
  const known = routes.filter((claims) => claims.every((id) => Object.hasOwn(data.claims, id)));
  const route = (claims) => make("li", {}, evidence.name(data.claims[claims[0]].subject), claims.map(step));
  const more = routes.length - Math.min(known.length, MOST_ROUTES);
  return make(
    "ol",
    { class: "routes" },
    known.slice(0, MOST_ROUTES).map(route),
    more > 0 ? make("li", { class: "soft more" }, `and ${more} more`) : null,
  );
}

function leftOutWords(view, ids = []) {
  if (!ids.length) return "nothing: no claim rests on this paper or passage alone";
  return make(
    "details",
    {},
    make("summary", {}, `${plural(ids.length, "claim")} left out`),
    make(
      "ul",
      { class: "claims" },
      ids.map((id) => make("li", {}, view.evidence.claim(id))),
    ),
  );
}

function reasonWords(evidence, experiment, question, cell, row) {
  const end = evidence.name(experiment.measured);
  const start = experiment.given ? evidence.name(experiment.given) : "";
  const from = start ? `from ${start} ` : "";
  const { kept = [], lost = [], acting = [] } = row || {};
  const isOneLost = lost.length === 1;
  if (cell.outcome === "silent") return `It has no route ${from}to ${end}.`;
  if (cell.outcome === "omission") {
    return `What was done lies on none of its ${row && kept.length ? `${kept.length} ` : ""}routes ${from}to ${end}, so that nothing is predicted to change${cell.right ? ", and nothing did" : ""}.`;
  }
  if (question === "alone") {
    return acting.length
      ? `By itself the manipulation acts on ${end} along ${plural(acting.length, "route")}.`
      : `The verdict over the routes from what was held to ${end}.`;
  }
  if (cell.predicted === "abolished")
    return lost.length
      ? `${isOneLost ? "Its one route" : `All of its ${lost.length} routes`} ${from}to ${end} ${isOneLost ? "passes" : "pass"} what was held or cut.`
      : `Every route ${from}to ${end} passes what was held or cut.`;
  if (cell.predicted === "reduced")
    return row
      ? `${lost.length} of ${lost.length + kept.length} routes ${from}to ${end} ${isOneLost ? "is" : "are"} lost, the others are left. Lost:`
      : "Some routes are lost, others are left.";
  if (cell.predicted === "ambiguous") return "Routes of opposite or unknown direction are left.";
  return `The routes ${from}to ${end} that are left say: ${cell.predicted}.`;
}

const MATRIX_KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Moves from cell to cell with the arrow keys; Tab leaves the matrix. */
function moveInMatrix(event, body) {
  const way = MATRIX_KEYS[event.key];
  const here = event.target.closest?.("[data-cell]");
  if (!way || !here) return;
  const rows = [...body.querySelectorAll("tr[data-line]")].map((row) => [
    ...row.querySelectorAll("[data-cell]"),
  ]);
  const top = rows.findIndex((cells) => cells.includes(here));
  const left = rows[top].indexOf(here);
  const next = rows[top + way[1]]?.[left + way[0]];
  event.preventDefault();
  if (!next) return;
  for (const cell of body.querySelectorAll('[data-cell][tabindex="0"]')) cell.setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  next.focus();
}
