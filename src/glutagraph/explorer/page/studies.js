/* Clinical studies as a table: failed ones stand beside the others, and every one opens to its details. */

import { askedOf } from "./asked.js";
import { button, make, plural, text } from "./dom.js";
import { Evidence, factList, labelled, selection } from "./evidence.js";
import { download, fileName, separated } from "./exporting.js";
import { compareText } from "./ordering.js";

/** What came out of a study, by sign and word. */
export const RESULTS = {
  positive: "✓ positive",
  negative: "✕ negative",
  mixed: "◐ mixed",
  pending: "… pending",
  halted: "■ halted",
  "not-stated": "? not stated",
};

const STUDIES_AT_ONCE = 200;
const USUAL = {
  words: "",
  drug: "",
  design: "",
  scale: "",
  result: "",
  least: "",
  since: "",
  by: "drug",
  down: false,
  most: STUDIES_AT_ONCE,
  open: [],
};

/** The studies of a graph as a table to sort and to filter. */
export function studiesView(data, actions) {
  return new Studies(data, actions).element;
}

class Studies {
  constructor(data, actions) {
    this.evidence = new Evidence(data, actions);
    this.data = data;
    this.all = Object.entries(data.studies).map(([id, study]) => ({ id, ...study }));
    this.columns = studyColumns(this.evidence);
    const by = this.columns.map(({ id }) => id);
    this.asked = askedOf(data, "studies", USUAL, actions, { by, result: ["", ...Object.keys(RESULTS)] });
    this.body = make("tbody", { role: "rowgroup" });
    this.head = make("thead", { role: "rowgroup" });
    this.count = make("p", { class: "count", role: "status" });
    this.results = make("div", { class: "one-of", role: "group", "aria-label": "Result" });
    this.more = make("p", {});
    this.element = this.built();
    this.fill();
  }

  built() {
    return make(
      "section",
      { class: "evidence studies", "aria-labelledby": "studies-title" },
      make("h2", { id: "studies-title" }, "Clinical studies"),
      make(
        "p",
        { class: "soft" },
        "Result: what the source says of the primary measure. Negative: it did not separate from its comparator.",
      ),
      this.filters(),
      make(
        "div",
        { class: "counted" },
        this.results,
        this.count,
        button("Table as CSV", () => this.save(), { class: "small" }),
      ),
      make(
        "table",
        { class: "rows", role: "table", "aria-labelledby": "studies-title" },
        this.head,
        this.body,
      ),
      this.more,
    );
  }

  filters() {
    const { asked, all, evidence } = this;
    const set = (name) => (value) => this.ask({ [name]: value });
    const typed = (name, attributes) =>
      make("input", {
        ...attributes,
        value: asked[name],
        input: (event) => this.ask({ [name]: event.target.value }),
      });
    const designs = countedOptions(
      all.flatMap((study) => [study.method, ...(study.design || [])]),
      (name) => name,
    );
    return make(
      "div",
      { class: "asked" },
      labelled("Find", typed("words", { type: "search", placeholder: "any word" })),
      labelled(
        "Drug",
        selection(
          [
            ["", "all"],
            ...countedOptions(
              all.flatMap((study) => study.drugs || []),
              (id) => evidence.name(id),
            ),
          ],
          asked.drug,
          set("drug"),
        ),
      ),
      labelled("Design", selection([["", "all"], ...designs], asked.design, set("design"))),
      labelled(
        "Scale",
        selection(
          [
            ["", "all"],
            ...countedOptions(
              all.flatMap((study) => study.scales || []),
              (id) => evidence.short(id),
            ),
          ],
          asked.scale,
          set("scale"),
        ),
      ),
      labelled("n at least", typed("least", { type: "number", min: "1" })),
      labelled("Since year", typed("since", { type: "number", min: "1950", max: "2100" })),
    );
  }

  ask(change) {
    Object.assign(this.asked, { most: STUDIES_AT_ONCE }, change);
    this.fill();
  }

  /** The studies that pass every filter but that of the result. */
  passing() {
    const { words, drug, design, scale, least, since } = this.asked;
    const wanted = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
    return this.all.filter((study) => {
      if (drug && !(study.drugs || []).includes(drug)) return false;
      if (design && study.method !== design && !(study.design || []).includes(design)) return false;
      if (scale && !(study.scales || []).includes(scale)) return false;
      if (least && !((study.participants || 0) >= Number(least))) return false;
      if (since && !(Number((study.year || "").slice(0, 4)) >= Number(since))) return false;
      const told = wanted.length ? this.told(study) : "";
      return wanted.every((word) => told.includes(word));
    });
  }

  /** Everything that a word is looked for in. */
  told(study) {
    const { evidence } = this;
    const named = [
      ...(study.drugs || []),
      ...(study.population || []),
      ...(study.measured || []),
      ...(study.comparators || []),
    ];
    const cited = study.sources.map((id) => evidence.citation(id));
    return [study.id, study.label, study.finding, study.note, evidence.names(named), ...cited]
      .join(" ")
      .toLowerCase();
  }

  sorted(studies) {
    const { by, down } = this.asked;
    const { value } = this.columns.find((column) => column.id === by);
    const turn = down ? -1 : 1;
    const order = (one, other) => {
      const [a, b] = [value(one), value(other)];
      if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1; // what is not stated stands last
      return turn * (typeof a === "number" ? a - b : compareText(a.toLowerCase(), b.toLowerCase()));
    };
    const byYear = (one, other) =>
      compareText(one.year || "9999", other.year || "9999") || compareText(one.id, other.id);
    return [...studies].sort((one, other) => order(one, other) || byYear(one, other));
  }

  shown() {
    const { result } = this.asked;
    return this.sorted(this.passing().filter((study) => !result || study.result === result));
  }

  fill() {
    const shown = this.shown();
    const { most } = this.asked;
    this.head.replaceChildren(
      make(
        "tr",
        { role: "row" },
        this.columns.map((column) => this.headOf(column)),
      ),
    );
    this.body.replaceChildren(...shown.slice(0, most).flatMap((study) => this.rowsOf(study)));
    this.count.textContent =
      shown.length === this.all.length
        ? `${plural(shown.length, "study", "studies")}`
        : `${shown.length} of ${plural(this.all.length, "study", "studies")}`;
    this.more.replaceChildren(
      shown.length > most
        ? button(`Show ${Math.min(STUDIES_AT_ONCE, shown.length - most)} more`, () =>
            this.ask({ most: most + STUDIES_AT_ONCE }),
          )
        : "",
    );
    this.fillResults();
  }

  fillResults() {
    const studies = this.passing();
    const { result } = this.asked;
    const option = (id, words, count) =>
      button([words, " ", make("b", {}, String(count))], () => this.ask({ result: id }), {
        "aria-pressed": String(result === id),
        class: id && `result ${id}`,
        "data-choice": id,
      });
    const some = Object.keys(RESULTS).filter((id) => this.all.some((study) => study.result === id));
    this.keepingFocus(() =>
      this.results.replaceChildren(
        option("", "all", studies.length),
        ...some.map((id) => option(id, RESULTS[id], studies.filter((study) => study.result === id).length)),
      ),
    );
  }

  keepingFocus(change) {
    const choice = this.results.contains(document.activeElement)
      ? document.activeElement.dataset.choice
      : null;
    change();
    if (choice !== null) this.results.querySelector(`[data-choice="${choice}"]`).focus();
  }

  headOf({ id, label, kind }) {
    const { by, down } = this.asked;
    const isHere = by === id;
    const sign = isHere ? (down ? " ▾" : " ▴") : "";
    const sort = () => {
      this.ask({ by: id, down: isHere && !down });
      this.head.querySelector(`[data-sort="${id}"]`).focus();
    };
    const attributes = {
      role: "columnheader",
      scope: "col",
      class: kind,
      "data-column": id,
      "aria-sort": isHere && (down ? "descending" : "ascending"),
    };
    return make(
      "th",
      attributes,
      button([label, make("span", { "aria-hidden": "true" }, sign)], sort, {
        class: "sort",
        "data-sort": id,
        title: `Sort by ${label.toLowerCase()}`,
      }),
    );
  }

  rowsOf(study) {
    const isOpen = this.asked.open.includes(study.id);
    const cells = this.columns.map(({ label, kind, cell }, place) =>
      cellOf(kind, label, place ? cell(study) : this.opener(study, isOpen)),
    );
    const toggled = (event) => {
      if (!event.target.closest("button, a")) this.toggle(study.id);
    };
    const row = make(
      "tr",
      {
        role: "row",
        class: isOpen ? "study open" : "study",
        "data-result": study.result,
        "data-study": study.id,
        click: toggled,
      },
      cells,
    );
    if (!isOpen) return [row];
    const details = make(
      "td",
      { role: "cell", colspan: this.columns.length },
      studyDetails(study, this.evidence),
    );
    return [row, make("tr", { role: "row", class: "details", id: `study-${study.id}` }, details)];
  }

  opener(study, isOpen) {
    const cited = study.sources.map((id) => this.evidence.citation(id)).join(", ");
    const attributes = {
      class: "plain opener",
      "aria-expanded": String(isOpen),
      "aria-controls": isOpen && `study-${study.id}`,
    };
    return [
      button(
        [make("span", { class: "fold", "aria-hidden": "true" }, isOpen ? "▾ " : "▸ "), study.label],
        () => this.toggle(study.id),
        attributes,
      ),
      make("small", {}, cited),
    ];
  }

  toggle(id) {
    const { open } = this.asked;
    this.asked.open = open.includes(id) ? open.filter((one) => one !== id) : [...open, id];
    this.fill();
    this.body.querySelector(`[data-study="${CSS.escape(id)}"] .opener`).focus();
  }

  save() {
    const rows = this.shown().map((study) => studyCells(study, this.evidence));
    const told = separated(STUDY_FIELDS, rows);
    download(fileName(this.data, "studies", "csv"), new Blob([told], { type: "text/csv;charset=utf-8" }));
  }
}

function cellOf(kind, label, content) {
  const isBlank = content === "–" || (Array.isArray(content) && !content.length);
  return make(
    "td",
    { role: "cell", class: [kind, isBlank && "blank"].filter(Boolean).join(" ") || null, "data-name": label },
    content,
  );
}

/** Values with how many have them, by label. */
function countedOptions(values, nameOf) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
  const options = [...counts].map(([value, count]) => [value, `${nameOf(value)} (${count})`]);
  return options.sort((one, other) => compareText(one[1].toLowerCase(), other[1].toLowerCase()));
}

function studyColumns(evidence) {
  const first = (ids = []) => (ids.length ? evidence.name(ids[0]) : "");
  const many = (name, column) => ({
    id: name,
    value: (study) => first(study[name]),
    cell: (study) => evidence.entities(study[name]),
    ...column,
  });
  return [
    { id: "label", label: "Study", kind: "title", value: (study) => study.label },
    { ...many("drugs", { label: "Drug" }), id: "drug" },
    {
      id: "design",
      label: "Design",
      value: (study) => `${study.tier}${study.method}`,
      cell: (study) => [study.method, text("small", (study.design || []).join(", "))],
    },
    many("population", {
      label: "Population",
      cell: (study) => [evidence.names(study.population), text("small", study.regimen)],
    }),
    {
      id: "participants",
      label: "n",
      kind: "number",
      value: (study) => study.participants || "",
      cell: (study) => String(study.participants || "–"),
    },
    {
      id: "scales",
      label: "Scale",
      value: (study) => (study.scales ? evidence.short(study.scales[0]) : ""),
      cell: (study) => (study.scales || []).map((id) => evidence.short(id)).join(", ") || "–",
    },
    many("comparators", {
      label: "Comparator",
      cell: (study) => evidence.names(study.comparators) || "–",
    }),
    {
      id: "result",
      label: "Result",
      value: (study) => Object.keys(RESULTS).indexOf(study.result),
      cell: (study) => resultBadge(study.result),
    },
    {
      id: "year",
      label: "Year",
      kind: "number",
      value: (study) => study.year || "",
      cell: (study) => study.year || "–",
    },
  ];
}

/** A study's result by sign, word and colour. */
function resultBadge(result) {
  return make("span", { class: `result ${result}` }, RESULTS[result] || result);
}

/** Everything that is known of a study. */
function studyDetails(study, evidence) {
  const { words } = evidence;
  const resting = Object.entries(evidence.data.claims)
    .filter(([, claim]) => (claim.evidence || []).some((item) => study.sources.includes(item.source)))
    .map(([id]) => id);
  const read = study.read_in
    ? `${evidence.citation(study.read_in)}${study.locator ? `: ${study.locator}` : ""}`
    : "";
  return make(
    "div",
    { class: "study-details" },
    make("p", { class: "finding" }, resultBadge(study.result), " ", study.finding),
    study.arms ? armTable(study, evidence) : null,
    study.figures ? figureTable(study, evidence) : null,
    factList([
      ["Measured", evidence.entities(study.measured)],
      ["Rating scales", evidence.entities(study.scales)],
      ["Population", evidence.entities(study.population)],
      [
        "Participants",
        [study.participants, study.completers ? `, ${study.completers} finished` : ""]
          .filter(Boolean)
          .join(""),
      ],
      ["Treatment", [study.regimen, study.length].filter(Boolean).join(", ")],
      ["Added to", evidence.entities(study.added_to)],
      ["Phase", study.phase],
      ["Strength", words.tier(study.tier)],
      ["Onset", study.onset],
      ["Lasted", study.duration],
      ["Adverse effects seen", evidence.entities(study.adverse)],
      ["Looked for, not seen", evidence.entities(study.absent)],
      ["Registration", (study.registrations || []).flatMap((link) => [evidence.link(link), " "])],
      ["To be known", study.note],
      ["Reported in", study.sources.map((id) => evidence.source(id))],
      ["Read in", read],
      [
        "Claims on this paper",
        resting.length
          ? make(
              "ul",
              { class: "claims" },
              resting.map((id) => make("li", {}, evidence.claim(id))),
            )
          : "",
      ],
    ]),
  );
}

function smallTable(caption, heads, rows) {
  const some = heads.map((_, place) => rows.some((row) => row[place])); // no column without an entry
  const cells = (row, tag) =>
    row
      .filter((_, place) => some[place])
      .map((cell) => make(tag, tag === "th" ? { scope: "col" } : {}, cell || "–"));
  return make(
    "div",
    { class: "sideways", role: "group", "aria-label": caption, tabindex: "0" },
    make(
      "table",
      { class: "small-table" },
      make("caption", {}, caption),
      make("thead", {}, make("tr", {}, cells(heads, "th"))),
      make(
        "tbody",
        {},
        rows.map((row) => make("tr", {}, cells(row, "td"))),
      ),
    ),
  );
}

function armTable(study, evidence) {
  const rows = study.arms.map((arm) => [
    evidence.name(arm.given),
    arm.comparator ? "comparator" : "treatment",
    arm.dose,
    arm.route,
    arm.schedule,
    arm.participants && String(arm.participants),
  ]);
  return smallTable("Arms", ["Given", "As", "Dose", "Route", "Schedule", "n"], rows);
}

function figureTable(study, evidence) {
  const rows = study.figures.map((figure) => [
    figure.quantity,
    figure.group,
    figure.scale && evidence.short(figure.scale),
    figure.value && `${figure.value.replace(/^-/, "−")}${figure.unit ? ` ${figure.unit}` : ""}`,
    figure.spread && `${figure.spread} (${figure.spread_type || "spread"})`,
    [
      figure.p && `p ${/^[<>=≤≥]/.test(figure.p) ? "" : "= "}${figure.p}`,
      figure.against && `against ${figure.against}`,
    ]
      .filter(Boolean)
      .join(" "),
    figure.time,
  ]);
  return smallTable(
    "Figures",
    ["Quantity", "Whose", "Scale", "Value", "Spread", "Probability", "Time"],
    rows,
  );
}

const STUDY_FIELDS = [
  ...[
    "id",
    "label",
    "drugs",
    "comparators",
    "method",
    "design",
    "phase",
    "population",
    "participants",
    "completers",
    "regimen",
  ],
  ...[
    "added_to",
    "length",
    "measured",
    "scales",
    "result",
    "finding",
    "onset",
    "duration",
    "adverse_effects",
  ],
  ...["absent_adverse_effects", "registrations", "sources", "year", "note", "read_in", "locator"],
];

function studyCells(study, evidence) {
  const named = {
    drugs: study.drugs,
    comparators: study.comparators,
    population: study.population,
    added_to: study.added_to,
    measured: study.measured,
    scales: study.scales,
    adverse_effects: study.adverse,
    absent_adverse_effects: study.absent,
  };
  const cited = {
    registrations: (study.registrations || []).map((one) => one.text),
    sources: study.sources.map((id) => evidence.citation(id)),
    read_in: study.read_in && evidence.citation(study.read_in),
  };
  const labels = Object.fromEntries(
    Object.entries(named).map(([name, ids]) => [name, (ids || []).map((id) => evidence.name(id))]),
  );
  return STUDY_FIELDS.map((name) => labels[name] ?? cited[name] ?? study[name]);
}
