/* A logarithmic axis of time, and marks on it: where they stand, how they keep out of one another's way. */

import { draw } from "./dom.js";
import { compareText } from "./ordering.js";

/** What a mark takes from top to bottom, and a letter from side to side, in pixels. */
export const LANE_HEIGHT = 23;
export const TIMELINE_LETTER = 6.6;
const HOUR = 60;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const MONTH = 43830;
const TIME_TICKS = [
  [1, "1 min"],
  [10, "10 min"],
  [30, "30 min"],
  [HOUR, "1 h"],
  [2 * HOUR, "2 h"],
  [4 * HOUR, "4 h"],
  [12 * HOUR, "12 h"],
  [DAY, "1 day"],
  [3 * DAY, "3 days"],
  [WEEK, "1 week"],
  [2 * WEEK, "2 weeks"],
  [MONTH, "1 month"],
  [3 * MONTH, "3 months"],
  [6 * MONTH, "6 months"],
  [12 * MONTH, "1 year"],
  [60 * MONTH, "5 years"],
];
const FIRST_TICKS = ["1 h", "1 day", "1 week", "1 month", "10 min", "6 months", "1 min", "1 year"];

/** The axis: where a time stands, in pixels, and the ticks that fit. */
export function timeAxis(marks, left, right) {
  const times = marks.flatMap(({ from, to }) => [from, to].filter(Boolean));
  const first = Math.min(10, ...times);
  const last = Math.max(6 * MONTH, ...times.map((time) => time * 1.2));
  const perDecade = (right - left) / Math.log10(last / first);
  const x = (time) => left + Math.log10(time / first) * perDecade;
  const inside = TIME_TICKS.filter(([time]) => time >= first && time <= last);
  const ticks = [];
  const wanted = (one) => (FIRST_TICKS.includes(one[1]) ? FIRST_TICKS.indexOf(one[1]) : FIRST_TICKS.length);
  for (const tick of [...inside].sort((one, other) => wanted(one) - wanted(other))) {
    const isFree = ticks.every(
      ([time, label]) =>
        Math.abs(x(time) - x(tick[0])) > ((label.length + tick[1].length) / 2) * TIMELINE_LETTER + 8,
    );
    if (isFree) ticks.push(tick);
  }
  return { x, ticks, left, last };
}

/** The ticks as lines with their times above and below. */
export function axisLines({ x, ticks }, height) {
  return ticks.map(([time, label]) =>
    draw(
      "g",
      { class: "tick" },
      draw("line", { x1: x(time), x2: x(time), y1: 18, y2: height - 16 }),
      draw("text", { x: x(time), y: 12, "text-anchor": "middle" }, label),
      draw("text", { x: x(time), y: height - 4, "text-anchor": "middle" }, label),
    ),
  );
}

/** The earliest of some times. */
export const earliestOf = (marks) => Math.min(...marks.map((mark) => mark.from));

/** Marks in as many lanes as keep them and their words apart. */
export function lanesOf(marks, axis, width) {
  const sorted = [...marks].sort((one, other) => one.from - other.from || compareText(one.what, other.what));
  const lanes = [];
  const fits = (lane, one) => lane.every((other) => areApart(one, other));
  sorted.forEach((mark, place) => {
    const sides = placesBeside(mark, axis, width);
    const following = sorted[place + 1];
    const next = following ? placesBeside(following, axis, width)[0].box[0] : Number.POSITIVE_INFINITY;
    const isClear = (one) => one.box[1] < next && fits(lanes[0] || [], one);
    const chosen = sides.find(isClear) || sides[0];
    const free = lanes.find((lane) => fits(lane, chosen));
    if (free) free.push(chosen);
    else lanes.push([chosen]);
  });
  return lanes;
}

const areApart = (one, other) => one.box[1] < other.box[0] || one.box[0] > other.box[1];

/** A mark with its words on the right or on the left, the better side first: what it takes from side to side. */
function placesBeside(mark, axis, width) {
  const start = axis.x(mark.from);
  const end = axis.x(mark.to || axis.last);
  const letters = mark.time.length * TIMELINE_LETTER;
  const right = end + (mark.bound === "after" || !mark.to ? 30 : 11);
  const left = start - (mark.bound === "before" ? 27 : 11);
  const sides = [
    { mark, start, end, label: right, isLeft: false, box: [left + 3, right + letters + 4] },
    { mark, start, end, label: left, isLeft: true, box: [left - letters - 4, right - 3] },
  ];
  if (mark.what === "onset") sides.reverse(); // the bar of a lasting effect begins on its right
  const first = Math.max(0, axis.left - 22);
  const inside = sides.filter(({ box }) => box[0] >= first && box[1] <= width);
  return inside.length ? inside : [sides.find(({ isLeft }) => isLeft)];
}

/** A bar from the onset to the end of the effect, where a paper states both. */
export function lastingBar(lanes, axis, top) {
  const all = lanes.flat().map(({ mark }) => mark);
  const onset = all.find((mark) => mark.what === "onset");
  const end = all.find((mark) => mark.what === "lasts");
  if (!onset || !end?.to || end.to <= onset.to) return null;
  const x = axis.x(onset.to);
  return draw("rect", {
    class: "lasting",
    x,
    y: top + LANE_HEIGHT / 2 - 5,
    width: axis.x(end.to) - x,
    height: 8,
  });
}

/** The sign of what a mark stands for. */
export function glyphOf(what, x, y) {
  if (what === "onset")
    return draw("path", { class: "glyph", d: `M${x - 5} ${y - 7}L${x + 7} ${y}L${x - 5} ${y + 7}Z` });
  if (what === "lasts") return draw("rect", { class: "glyph", x: x - 5, y: y - 5, width: 10, height: 10 });
  if (what === "seen") return draw("circle", { class: "glyph", cx: x, cy: y, r: 5.5 });
  return draw("path", {
    class: "glyph",
    d: `M${x - 5} ${y - 5}L${x + 5} ${y + 5}M${x + 5} ${y - 5}L${x - 5} ${y + 5}`,
  });
}

/** Words cut to a number of letters. */
export const shortened = (words, most) =>
  words.length > most ? `${words.slice(0, Math.max(1, most - 1)).trimEnd()}…` : words;
