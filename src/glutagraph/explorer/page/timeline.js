/* How soon drugs act and how long it lasts: every time that a paper states, on an axis from minutes to months. */

import { askedOf } from "./asked.js";
import { button, draw, make, plural } from "./dom.js";
import { Evidence, factList, oneOf } from "./evidence.js";
import { download, fileName, separated } from "./exporting.js";
import { compareText } from "./ordering.js";
import {
  axisLines,
  earliestOf,
  glyphOf,
  LANE_HEIGHT,
  lanesOf,
  lastingBar,
  shortened,
  TIMELINE_LETTER,
  timeAxis,
} from "./timing.js";

const USUAL = { order: "time", chosen: -1 };
const MARK_SORTS = {
  onset: { sign: "▶", word: "onset", meaning: "first effect after the dose" },
  lasts: { sign: "■", word: "lasted", meaning: "how long the effect held" },
  seen: { sign: "●", word: "effect seen", meaning: "an effect at or by this time" },
  unseen: { sign: "✕", word: "no effect seen", meaning: "looked for at this time, not found" },
};
const TIMELINE_GROUPS = { human: "In patients", animal: "In animals", "": "Species not stated" };
const NARROW_TIMELINE = 640;
const BOLD_LETTER_WIDTH = 8.4;
const TIMELINE_FIELDS = [
  "drug",
  "group",
  "what",
  "time",
  "effects",
  "doses",
  "species",
  "timing",
  "sources",
  "findings",
];

/** Onset and duration of every drug, drawn and as a table. */
export function timelineView(data, actions) {
  return new TimelineView(data, actions).element;
}

class TimelineView {
  constructor(data, actions) {
    this.evidence = new Evidence(data, actions);
    this.data = data;
    this.marks = (data.onset.marks || []).map((mark, place) => ({ ...mark, place, group: mark.group || "" }));
    this.asked = askedOf(data, "timeline", USUAL, actions, { order: ["time", "name"] });
    this.drawings = make("div", { class: "drawings" });
    this.told = make("div", {
      class: "told",
      role: "region",
      "aria-label": "The time chosen",
      tabindex: "-1",
    });
    this.width = 0;
    this.element = this.built();
    new ResizeObserver(([{ contentRect }]) => this.drawAt(Math.round(contentRect.width))).observe(
      this.drawings,
    );
  }

  built() {
    const orders = [
      ["time", "Fastest first"],
      ["name", "By name"],
    ];
    this.orders = make("div", {});
    this.orderWords = orders;
    this.fillOrders();
    return make(
      "section",
      {
        class: "evidence timeline",
        "aria-labelledby": "timeline-title",
        keydown: (event) => this.onKey(event),
      },
      make("h2", { id: "timeline-title" }, "Onset and duration"),
      make(
        "p",
        { class: "soft" },
        "Time after the dose, or after the first of several, as the papers print it; the axis is logarithmic. What is only called rapid or sustained has no place on it.",
      ),
      make(
        "div",
        { class: "counted" },
        this.orders,
        button("Table as CSV", () => this.save(), { class: "small" }),
      ),
      timelineKey(),
      this.drawings,
      this.told,
      this.comparisons(),
      this.table(),
    );
  }

  fillOrders() {
    this.orders.replaceChildren(
      oneOf("Order", this.orderWords, this.asked.order, (order) => {
        this.asked.order = order;
        this.fillOrders();
        this.orders.querySelector(`[data-choice="${order}"]`).focus();
        this.drawAt(this.width);
      }),
    );
  }

  /** The marks of a group, by drug; of each drug by paper. */
  drugsOf(group) {
    const drugs = new Map();
    for (const mark of this.marks.filter((one) => one.group === group)) {
      const name = this.evidence.name(mark.drug);
      if (!drugs.has(mark.drug))
        drugs.set(mark.drug, { id: mark.drug, name, first: Number.POSITIVE_INFINITY, papers: new Map() });
      const drug = drugs.get(mark.drug);
      const paper = mark.sources.at(-1);
      drug.first = Math.min(drug.first, mark.what === "unseen" ? drug.first : mark.to || mark.from * 2);
      if (!drug.papers.has(paper)) drug.papers.set(paper, []);
      drug.papers.get(paper).push(mark);
    }
    const byName = (one, other) => compareText(one.name.toLowerCase(), other.name.toLowerCase());
    const byTime = (one, other) =>
      (one.first === other.first ? 0 : one.first - other.first) || byName(one, other);
    return [...drugs.values()].sort(this.asked.order === "time" ? byTime : byName);
  }

  /* the drawing */

  drawAt(width) {
    if (width < 50) return;
    this.width = width;
    const groups = Object.keys(TIMELINE_GROUPS).filter((group) =>
      this.marks.some((mark) => mark.group === group),
    );
    const focused = this.drawings.contains(document.activeElement)
      ? document.activeElement.dataset.mark
      : null;
    this.drawings.replaceChildren(
      ...groups.flatMap((group) => [make("h3", {}, TIMELINE_GROUPS[group]), this.drawing(group, width)]),
    );
    this.markChosen();
    const tabbed =
      this.drawings.querySelector(`[data-mark="${Math.max(this.asked.chosen, 0)}"]`) ||
      this.drawings.querySelector("[data-mark]");
    if (tabbed) tabbed.setAttribute("tabindex", "0");
    if (focused) this.drawings.querySelector(`[data-mark="${focused}"]`)?.focus();
  }

  drawing(group, width) {
    const isNarrow = width < NARROW_TIMELINE;
    const margin = isNarrow ? 8 : Math.min(400, Math.round(width * 0.35));
    const axis = timeAxis(this.marks, margin + (isNarrow ? 4 : 26), width - 66);
    const rows = [];
    let top = 26;
    for (const drug of this.drugsOf(group)) {
      const papers = [...drug.papers].sort(([, one], [, other]) => earliestOf(one) - earliestOf(other));
      papers.forEach(([paper, marks], place) => {
        const lanes = lanesOf(marks, axis, width);
        const isHead = !place;
        if (isNarrow) top += isHead ? 36 : 18;
        rows.push(this.row(drug, paper, lanes, { top, width, margin, axis, isHead, isNarrow }));
        top += lanes.length * LANE_HEIGHT;
      });
      top += 5;
    }
    const height = top + 22;
    const label = `${TIMELINE_GROUPS[group]}: ${plural(this.marks.filter((mark) => mark.group === group).length, "time")}, from the earliest to the latest drug. Arrow keys move from time to time, Enter tells the source. The table below says the same.`;
    return draw(
      "svg",
      {
        class: "timeline-drawing",
        width,
        height,
        viewBox: `0 0 ${width} ${height}`,
        role: "group",
        "aria-label": label,
      },
      axisLines(axis, height),
      rows,
    );
  }

  row(drug, paper, lanes, { top, width, margin, axis, isHead, isNarrow }) {
    const height = lanes.length * LANE_HEIGHT;
    const citation = this.evidence.citation(paper).replace(" (the review)", ", review");
    const cited = shortened(citation, Math.floor((margin * 0.5) / TIMELINE_LETTER));
    const room = Math.floor((margin - 18 - cited.length * TIMELINE_LETTER) / BOLD_LETTER_WIDTH);
    const names = isNarrow
      ? [
          isHead && draw("text", { class: "drug-name", x: 4, y: top - 22 }, drug.name),
          draw("text", { class: "paper-name", x: 4, y: top - 5 }, citation),
        ]
      : [
          isHead &&
            draw(
              "text",
              { class: "drug-name", x: 4, y: top + 15 },
              shortened(drug.name, room),
              draw("title", {}, drug.name),
            ),
          draw("text", { class: "paper-name", x: margin, y: top + 15, "text-anchor": "end" }, cited),
        ];
    const line = isHead
      ? draw("line", {
          class: "drug-line",
          x1: 0,
          x2: width,
          y1: top - (isNarrow ? 38 : 3),
          y2: top - (isNarrow ? 38 : 3),
        })
      : null;
    const lasting = lastingBar(lanes, axis, top);
    const marks = lanes.flatMap((lane, place) =>
      lane.map((one) => this.mark(one, top + place * LANE_HEIGHT + LANE_HEIGHT / 2 - 1)),
    );
    return draw("g", { "data-drug": drug.id, "data-height": height }, line, names, lasting, marks);
  }

  mark({ mark, start, end, label, isLeft }, y) {
    const { what, bound, words, to } = mark;
    const name = this.markName(mark);
    const isSpan = end - start > 1;
    const parts = [
      isSpan
        ? draw("rect", {
            class: words ? "span in-words" : "span",
            x: start,
            y: y - 6,
            width: end - start,
            height: 12,
            rx: 6,
          })
        : null,
      bound === "before"
        ? draw("path", { class: "bound", d: `M${start - (isSpan ? 2 : 9)} ${y}h-13m4 -4l-5 4l5 4` })
        : null,
      bound === "after" || !to
        ? draw("path", { class: "bound", d: `M${end + (isSpan ? 2 : 9)} ${y}h13m-4 -4l5 4l-5 4` })
        : null,
      glyphOf(what, (start + end) / 2, y),
      draw("text", { x: label, y: y + 4, "text-anchor": isLeft && "end" }, mark.time),
      draw("title", {}, name),
    ];
    const box = { class: "hit", x: start - 9, y: y - 11, width: end - start + 18, height: 22, rx: 4 };
    const attributes = {
      class: `mark told-${what}${mark.repeated ? " repeated" : ""}`,
      role: "button",
      tabindex: "-1",
      "aria-label": name,
      "data-mark": mark.place,
    };
    return draw(
      "g",
      {
        ...attributes,
        click: () => this.choose(mark.place),
        keydown: (event) => this.onMarkKey(event, mark.place),
      },
      draw("rect", box),
      parts,
    );
  }

  markName(mark) {
    const { evidence } = this;
    const cited = mark.sources.map((id) => evidence.citation(id)).join(", ");
    const effects = evidence.names(mark.effects);
    const how = mark.repeated ? " under repeated doses" : "";
    return `${evidence.name(mark.drug)}, ${MARK_SORTS[mark.what].word} ${mark.time}${how}: ${effects}. ${cited}`;
  }

  /* choosing */

  onMarkKey(event, place) {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.choose(place);
      this.told.focus();
    }
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...this.drawings.querySelectorAll("[data-mark]")];
    const next = all[all.findIndex((one) => one.dataset.mark === String(place)) + step];
    if (!next) return;
    for (const one of all) one.setAttribute("tabindex", one === next ? "0" : "-1");
    next.focus();
  }

  onKey(event) {
    if (event.key === "Escape" && this.asked.chosen >= 0) {
      const { chosen } = this.asked;
      this.choose(chosen);
      this.drawings.querySelector(`[data-mark="${chosen}"]`)?.focus();
      event.stopPropagation();
    }
  }

  choose(place) {
    this.asked.chosen = this.asked.chosen === place ? -1 : place;
    this.markChosen();
  }

  markChosen() {
    const { chosen } = this.asked;
    for (const one of this.element.querySelectorAll("[data-mark]"))
      one.classList.toggle("chosen", one.dataset.mark === String(chosen));
    const mark = this.marks[chosen];
    this.told.replaceChildren(...(mark ? [this.details(mark)] : []));
  }

  details(mark) {
    const { evidence } = this;
    const { sign, word } = MARK_SORTS[mark.what];
    const study = mark.study && this.data.studies[mark.study];
    return make(
      "div",
      { class: "mark-details" },
      button("×", () => this.choose(mark.place), { class: "close", "aria-label": "Close" }),
      make("h3", {}, evidence.entity(mark.drug), `, ${sign} ${word} ${mark.time}`),
      factList([
        ["Effect", evidence.entities(mark.effects)],
        [
          "In",
          [
            TIMELINE_GROUPS[mark.group],
            mark.species
              ? ` (${mark.species.join(", ")})`
              : mark.study
                ? ""
                : " (by method or outcome; species not stated)",
          ],
        ],
        ["Dose", (mark.doses || []).join("; ")],
        ["Timing", (mark.timing || []).join("; ")],
        ["Finding", (mark.findings || []).map((one) => make("p", {}, one))],
        ["To be known", mark.note],
        ["Strength", evidence.words.tier(mark.tier)],
        ["Study", study ? study.label : ""],
        ["Source", mark.sources.map((id) => evidence.source(id))],
        ["Claims", (mark.claims || []).map((id) => make("div", {}, evidence.claim(id)))],
      ]),
    );
  }

  /* the same in words */

  comparisons() {
    const { compared = [] } = this.data.onset;
    if (!compared.length) return null;
    const line = (one) =>
      make(
        "li",
        {},
        Object.hasOwn(this.data.claims, one.claim)
          ? button(one.told, () => this.evidence.actions.choose({ type: "edge", id: one.claim }), {
              class: "plain",
            })
          : one.told,
        make(
          "small",
          {},
          [
            one.groups.map((group) => TIMELINE_GROUPS[group].toLowerCase()).join(", "),
            one.times.join(", "),
            one.sources.map((id) => this.evidence.citation(id)).join(", "),
          ]
            .filter(Boolean)
            .join(" · "),
        ),
        one.findings.map((finding) => make("small", {}, finding)),
      );
    return make(
      "div",
      { class: "compared" },
      make("h3", {}, "Compared with one another"),
      make("ul", { class: "claims" }, compared.map(line)),
    );
  }

  table() {
    const { evidence } = this;
    const heads = ["Drug", "In", "What", "Time", "Effect", "Dose", "Source"];
    const row = (mark) =>
      make(
        "tr",
        { "data-mark": mark.place },
        make("th", { scope: "row", "data-name": heads[0] }, evidence.name(mark.drug)),
        ...[
          mark.species ? mark.species.join(", ") : TIMELINE_GROUPS[mark.group].replace("In ", ""),
          `${MARK_SORTS[mark.what].sign} ${MARK_SORTS[mark.what].word}`,
          mark.time,
          evidence.names(mark.effects),
          (mark.doses || []).join("; "),
          button(mark.sources.map((id) => evidence.citation(id)).join(", "), () => this.choose(mark.place), {
            class: "plain",
          }),
        ].map((cell, place) => make("td", { "data-name": heads[place + 1] }, cell || "–")),
      );
    const groups = Object.keys(TIMELINE_GROUPS).flatMap((group) => this.drugsOf(group));
    const sorted = groups.flatMap((drug) =>
      [...drug.papers.values()].flat().sort((one, other) => one.from - other.from),
    );
    return make(
      "details",
      { class: "as-table", open: "" },
      make("summary", {}, `The same as a table: ${plural(sorted.length, "time")}`),
      make(
        "table",
        { class: "rows", "aria-label": "Onset and duration" },
        make(
          "thead",
          {},
          make(
            "tr",
            {},
            heads.map((head) => make("th", { scope: "col" }, head)),
          ),
        ),
        make("tbody", {}, sorted.map(row)),
      ),
    );
  }

  save() {
    const { evidence } = this;
    const rows = this.marks.map((mark) => [
      evidence.name(mark.drug),
      mark.group,
      MARK_SORTS[mark.what].word,
      mark.time,
      ...[(mark.effects || []).map((id) => evidence.name(id)), mark.doses, mark.species, mark.timing],
      ...[mark.sources.map((id) => evidence.citation(id)), mark.findings],
    ]);
    download(
      fileName(this.data, "timeline", "csv"),
      new Blob([separated(TIMELINE_FIELDS, rows)], { type: "text/csv;charset=utf-8" }),
    );
  }
}

function timelineKey() {
  const keys = Object.entries(MARK_SORTS).map(([id, { word, meaning }]) =>
    make("li", {}, keyDrawing(glyphOf(id, 9, 9), id, 18), make("b", {}, word), ` ${meaning}`),
  );
  const inWords = keyDrawing(
    draw("rect", { class: "span in-words", x: 2, y: 4, width: 30, height: 10, rx: 5 }),
    "seen",
  );
  const repeated = keyDrawing(glyphOf("seen", 9, 9), "seen repeated", 18);
  const held = keyDrawing(draw("rect", { class: "lasting", x: 2, y: 5, width: 30, height: 8 }), "lasts");
  const before = keyDrawing(draw("path", { class: "bound", d: "M30 9h-22m4 -4l-5 4l5 4" }), "seen");
  return make(
    "ul",
    { class: "timeline-key", "aria-label": "Key" },
    keys,
    make("li", {}, repeated, "hollow: under repeated doses"),
    make("li", {}, before, "at the latest (within, up to); the other way: at least"),
    make("li", {}, held, "from onset to the end of the effect"),
    make("li", {}, inWords, "printed in words alone: all that they cover"),
  );
}

function keyDrawing(part, what, width = 34) {
  return draw(
    "svg",
    { width, height: 18, class: "timeline-drawing", "aria-hidden": "true" },
    draw("g", { class: `mark told-${what}` }, part),
  );
}
