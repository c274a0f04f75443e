/* The legend: every sign that the figure uses, drawn as the figure draws it. */

import { make } from "./dom.js";
import { arrowSample, boxSample, FONT_FAMILY, readColours, readMark, tagAt } from "./drawing.js";
import { paintMarks } from "./ink.js";

const ALWAYS = [
  ["raises", { sign: 1, papers: 2 }],
  ["lowers", { sign: -1, papers: 2 }],
  ["direction unknown", { sign: 0, papers: 2 }],
  ["end result (net)", { neutral: true, headless: true, net: true, papers: 1 }],
  ["disputed", { neutral: true, headless: true, disputed: true, papers: 2 }],
];
const BOTH = ["disputed end result", { neutral: true, headless: true, net: true, disputed: true, papers: 2 }];
const JOINT = ["joint: no claim", { neutral: true, headless: true, joint: "joint" }];
const LOOKS = { lost: "no longer reached", blocked: "switched off" };
const LONGEST = 40;
const [WIDTH, HEIGHT, LENGTH] = [34, 14, 31];

/** The entries of the legend: for the arrows shown and their marks, the columns there are, whose letters A and B are. */
export function legendOf(arrows, marks, columns, sides) {
  const colour = readColours();
  const entry = (label, marksOfSample) => make("span", {}, sample(marksOfSample), label);
  const kinds = [
    ...ALWAYS,
    ...(arrows.some((arrow) => arrow.net && arrow.disputed) ? [BOTH] : []),
    ...(arrows.some((arrow) => arrow.joint) ? [JOINT] : []),
  ];
  const lines = kinds.map(([label, arrow]) =>
    entry(label, movedBy(1, 7, arrowSample(arrow, LENGTH, colour))),
  );
  const widths = [1, 2, 4].flatMap((papers, place) =>
    movedBy(1, 2 + place * 5, arrowSample({ neutral: true, headless: true, papers }, LENGTH, colour)),
  );
  const boxes = columns.map(({ id, label }) => entry(label, movedBy(17, 7, boxSample(id, 28, 12, colour))));
  return [
    make("div", {}, lines, entry("1, 2, 4+ papers", widths)),
    make("div", {}, boxes, looksOf(marks, sides, colour, entry)),
  ];
}

/** What is written on boxes and arrows: crosses, hatching, letters. */
function looksOf(marks, sides, colour, entry) {
  const looks = new Set([...marks.values()].map((mark) => readMark(mark).look));
  const plain = Object.keys(LOOKS).filter((look) => looks.has(look));
  const letters = sides.map((_, place) => "ABCD"[place]);
  return [
    ...plain.map((look) => entry(LOOKS[look], movedBy(17, 7, plainSample(look, colour)))),
    ...letters.map((letter, place) => entry(brief(sides[place]), tagAt(letter, { x: 17, y: 7 }, colour))),
    looks.has("shared") ? sharedEntry(letters, colour, entry) : null,
  ];
}

/** What all have; of more than two the letters would not fit. */
const sharedEntry = (letters, colour, entry) =>
  letters.length > 2
    ? entry("shared by all", tagAt(`A–${letters.at(-1)}`, { x: 17, y: 7 }, colour))
    : entry("shared", tagAt("A+B", { x: 17, y: 7 }, colour));

const brief = (label) => (label.length > LONGEST ? `${label.slice(0, LONGEST - 1).trim()}…` : label);

/** A small box in a look, without the word of a blocked one. */
const plainSample = (look, colour) =>
  boxSample("signaling", 24, 10, colour, look).filter(
    (mark) => !(look === "blocked" && (mark.words || mark.fill === colour("paper"))),
  );

const movedBy = (x, y, marks) =>
  marks.map((mark) => ({ ...mark, x: (mark.x || 0) + x, y: (mark.y || 0) + y }));

function sample(marks) {
  const canvas = make("canvas", { width: WIDTH * 3, height: HEIGHT * 3, "aria-hidden": "true" });
  const ctx = canvas.getContext("2d");
  ctx.scale(3, 3);
  paintMarks(ctx, marks, FONT_FAMILY);
  return canvas;
}
