/* How boxes and arrows look, as lists of strokes, fills and words: the same on the page and in a file. */

import { shapeOf } from "./boxes.js";
import { pointAlong } from "./courses.js";
import { hatching, Ink, paintMarks } from "./ink.js";
import { LINE_HEIGHT } from "./wrapping.js";

export const FONT_SIZE = 14;
/** Narrow faces come before what a system offers by itself: more of a map fits. */
export const FONT_FAMILY =
  "Inter, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans Condensed', system-ui, sans-serif";
export const FONT = `500 ${FONT_SIZE}px ${FONT_FAMILY}`;

const HEAD = 8.5;
const TEE = 4.5;
const DIMMED = 0.13;
const LOST = 0.6;
const HEAD_OF = {
  raises: new Ink().polygon([
    [0, 0],
    [-HEAD, -4],
    [-HEAD, 4],
  ]),
  lowers: new Ink().line(-3, -TEE, -3, TEE),
  unknown: new Ink().circle(-4, 0, 3.2),
};
const PLAIN = { look: "", step: "" };
const CROSS = new Ink().line(-3.5, -3.5, 3.5, 3.5).line(-3.5, 3.5, 3.5, -3.5);
const DISC = new Ink().circle(0, 0, 8.5);
const OUTLINES = { a: [], b: [7, 3], c: [1.5, 3.5], d: [7, 3, 1.5, 3] };

/** Colours are said once, in the style sheet; here they are read once and remembered. */
export function readColours() {
  const style = getComputedStyle(document.documentElement);
  const known = new Map();
  return (name) => {
    if (!known.has(name)) known.set(name, style.getPropertyValue(`--${name}`).trim());
    return known.get(name);
  };
}

/** What a mark such as "lost" or "kept step 2" says: a look and the number of a step. */
export function readMark(mark) {
  if (!mark) return PLAIN;
  const words = mark.split(" ");
  const at = words.indexOf("step");
  const step = at < 0 ? "" : words[at + 1];
  return { look: words.filter((_, place) => at < 0 || place < at || place > at + 1)[0] || "", step };
}

/** The letters of what two or more are told apart by. */
export const letterOf = (look, marks) => {
  if (look.split("+").every((letter) => letter in OUTLINES)) return look.toUpperCase();
  if (look !== "shared") return "";
  const held = new Set([...marks.values()].flatMap((mark) => readMark(mark).look.split("+")));
  const used = Object.keys(OUTLINES).filter((letter) => letter < "c" || held.has(letter));
  return used.join("+").toUpperCase();
};

const lookAlpha = (look, isLit) => (!isLit || look === "dim" ? DIMMED : look === "lost" ? LOST : 1);

/* boxes */

/** A box about a point. `how` says whether it is lit, chosen or hovered, and its look and letter. */
export function boxMarks({ column, width, height }, lines, { x, y }, how, colour) {
  const ink = shapeOf(column, width, height);
  const alpha = lookAlpha(how.look, how.isLit);
  const stroke = colour(`${column}-line`);
  const marks = [];
  if (how.isChosen) marks.push({ ink, stroke: colour("halo"), width: 9, x, y });
  if (how.look === "lost")
    marks.push({ ink, fill: colour("paper"), stroke, width: 1.3, dashes: [4, 3], x, y, alpha });
  else marks.push({ ink, fill: colour(`${column}-fill`), ...outlineOf(how, stroke), x, y, alpha });
  if (how.look === "shared")
    marks.push({ ink: shapeOf(column, width + 6, height + 6), stroke, width: 1.1, x, y, alpha });
  if (how.look === "blocked")
    marks.push({ ink: hatching(ink, 7), stroke: colour("soft"), width: 1, x, y, alpha: 0.55 * alpha });
  if (how.look === "blocked") marks.push(...backing(lines, { x, y }, how, colour(`${column}-fill`), alpha));
  marks.push(...linesOf(lines, { x, y }, colour(how.look === "lost" ? "soft" : "ink"), alpha));
  if (how.look === "blocked") marks.push(...blockedTag({ x, y: y - height / 2 }, width, colour, alpha));
  if (how.look === "lost")
    marks.push(
      crossAt({ x: x + width / 2 - 3, y: y - height / 2 + 2 }, colour("ink"), alpha < LOST ? alpha : 1),
    );
  if (how.letter)
    marks.push(
      ...tagAt(
        how.letter,
        { x: x - width / 2 + 7 - 3.5 * how.letter.length, y: y - height / 2 - 4 },
        colour,
        alpha,
      ),
    );
  return marks;
}

function outlineOf(how, stroke) {
  const width =
    how.isChosen || how.isHovered
      ? 2.4
      : how.look === "blocked" || how.look === "kept" || how.look in OUTLINES
        ? 2.2
        : 1.3;
  return { stroke, width, dashes: OUTLINES[how.look] || [] };
}

function linesOf(lines, { x, y }, fill, alpha) {
  const first = y - ((lines.length - 1) / 2) * LINE_HEIGHT + FONT_SIZE * 0.35;
  return lines.map((words, place) => ({
    words,
    x,
    y: first + place * LINE_HEIGHT,
    size: FONT_SIZE,
    weight: 500,
    fill,
    alpha,
  }));
}

/** A plain ground under the letters of a hatched box. */
function backing(lines, { x, y }, { lineWidths }, fill, alpha) {
  const first = y - ((lines.length - 1) / 2) * LINE_HEIGHT;
  return lines.map((_, place) => ({
    ink: new Ink().box(lineWidths[place] + 6, LINE_HEIGHT, 3),
    fill,
    x,
    y: first + place * LINE_HEIGHT,
    alpha,
  }));
}

/** A bar pressed on the box, and the word. */
function blockedTag({ x, y }, width, colour, alpha) {
  const [ink, paper] = [colour("ink"), colour("paper")];
  return [
    { ink: new Ink().line(-width / 2 + 4, 0, width / 2 - 4, 0), stroke: ink, width: 3.4, x, y, alpha },
    { ink: new Ink().box(50, 13, 3), fill: paper, stroke: ink, width: 1.2, x, y: y - 6, alpha },
    { words: "blocked", x, y: y - 2.4, size: 10.5, weight: 600, fill: ink, alpha },
  ];
}

const crossAt = ({ x, y }, stroke, alpha) => ({ ink: CROSS, stroke, width: 1.8, cap: "round", x, y, alpha });

/** A letter, or letters, on a small plate. */
export function tagAt(letters, { x, y }, colour, alpha = 1) {
  const width = letters.length > 1 ? 10 + 7 * letters.length : 15;
  return [
    {
      ink: new Ink().box(width, 14, 7),
      fill: colour("paper"),
      stroke: colour("ink"),
      width: 1.2,
      x,
      y,
      alpha,
    },
    { words: letters, x, y: y + 3.8, size: 10.5, weight: 700, fill: colour("ink"), alpha },
  ];
}

/** The number of a step on a small disc. */
function discAt(number, { x, y }, colour, alpha) {
  return [
    { ink: DISC, fill: colour("ink"), stroke: colour("paper"), width: 1.5, x, y, alpha },
    { words: number, x, y: y + 3.9, size: 11, weight: 700, fill: colour("paper"), alpha },
  ];
}

/* arrows */

/** The colour of a sign. */
const signColour = (arrow) =>
  arrow.joint || arrow.neutral
    ? "soft"
    : arrow.sign > 0
      ? "positive"
      : arrow.sign < 0
        ? "negative"
        : "unknown";

const papersWidth = (arrow) => (arrow.joint ? 1.2 : [1.1, 1.4, 2, 2.5, 3][Math.min(arrow.papers || 0, 4)]);

function dashesOf(arrow) {
  if (arrow.joint) return [1, 5];
  if (arrow.disputed) return arrow.net ? [8, 4, 1.5, 4] : [1.5, 4];
  return arrow.net ? [7, 4] : [];
}

/** How far before its tip the line of an arrow ends. */
export const headLength = (arrow) => (arrow.joint ? 0.5 : arrow.sign > 0 ? HEAD - 1 : arrow.sign < 0 ? 3 : 5);

/** The end of an arrow at a point. */
function headMarks(arrow, { tip, turn }, stroke, alpha) {
  if (arrow.joint || arrow.headless) return [];
  const at = { ...tip, turn, alpha };
  if (arrow.sign > 0) return [{ ink: HEAD_OF.raises, fill: stroke, ...at }];
  if (arrow.sign < 0) return [{ ink: HEAD_OF.lowers, stroke, width: 2.5, ...at }];
  return [{ ink: HEAD_OF.unknown, fill: stroke, ...at }];
}

/** An arrow along its run. `how` as for a box, with the least and an extra width of its line. */
export function arrowMarks(arrow, run, how, colour) {
  const stroke = colour(signColour(arrow));
  const alpha = lookAlpha(how.look, how.isLit) * (how.fade ?? 1);
  const emphasis = how.isChosen || how.isHovered ? 1 : how.look === "kept" ? 0.7 : 0;
  const width = Math.max(papersWidth(arrow) * (how.slimness ?? 1) + emphasis, how.least || 0);
  const dashes = how.look === "lost" ? [5, 4] : dashesOf(arrow);
  const marks = [
    { ink: run.ink, stroke, width, dashes, cap: dashes[0] < 2 ? "round" : "butt", alpha },
    ...headMarks(arrow, run, stroke, alpha),
  ];
  if (how.isChosen) marks.unshift({ ink: run.ink, stroke: colour("halo"), width: 9 });
  return marks;
}

/** What is written on an arrow: a cross where it is lost, its letter, the number of its step. */
export function signsOf(run, how, colour, taken) {
  const alpha = lookAlpha(how.look, how.isLit);
  const marks = [];
  if (how.look === "lost")
    marks.push(crossAt(freePoint(run, taken), colour("ink"), alpha < LOST ? alpha : 1));
  if (how.letter) marks.push(...tagAt(how.letter, freePoint(run, taken), colour, alpha));
  if (how.step) marks.push(...discAt(how.step, freePoint(run, taken), colour, alpha));
  return marks;
}

/** A point of an arrow near its middle that no box and no other sign covers. */
function freePoint(run, taken) {
  const points = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82].map((share) => pointAlong(run, share));
  const point =
    points.find((one) =>
      taken.every((box) => one.x < box.left || one.x > box.right || one.y < box.top || one.y > box.bottom),
    ) || points[0];
  taken.push({ left: point.x - 16, right: point.x + 16, top: point.y - 14, bottom: point.y + 14 });
  return point;
}

/* columns */

/** The strips behind layers that share a column, from edge to edge; none where layers mix columns. */
export function stripsOf(placed) {
  const strips = [];
  for (const { start, end, column } of placed.layers) {
    if (column === null) return [];
    const last = strips[strips.length - 1];
    if (last && last.column === column) last.end = end;
    else strips.push({ start, end, column });
  }
  const middles = strips.slice(1).map((strip, place) => (strip.start + strips[place].end) / 2);
  return strips.map((strip, place) => ({
    ...strip,
    from: middles[place - 1] ?? strip.start - 22,
    to: middles[place] ?? strip.end + 22,
  }));
}

/** The head of a column on a plate, about a point. */
export function headOfColumn(label, { x, y }, size, align, colour) {
  return {
    words: label.toUpperCase(),
    x,
    y: y + size * 0.36,
    size,
    weight: 600,
    fill: colour("soft"),
    align,
  };
}

/* samples for a legend */

/** An arrow from the origin to the right. */
export function arrowSample(arrow, length, colour) {
  const reach = length - (arrow.headless ? 0 : headLength(arrow));
  const run = { ink: new Ink().line(0, 0, reach, 0), tip: { x: length, y: 0 }, turn: 0 };
  return arrowMarks(arrow, run, { isLit: true }, colour);
}

/** A box about the origin. */
export function boxSample(column, width, height, colour, look = "") {
  return boxMarks(
    { column, width, height },
    [],
    { x: 0, y: 0 },
    { isLit: true, look, lineWidths: [] },
    colour,
  );
}

/** Draws an arrow for a legend. */
export function drawArrowSample(ctx, arrow, length) {
  paintMarks(ctx, arrowSample(arrow, length, readColours()), FONT_FAMILY);
}

/** Draws a box for a legend. */
export function drawBoxSample(ctx, column, width, height) {
  paintMarks(ctx, boxSample(column, width, height, readColours()), FONT_FAMILY);
}
