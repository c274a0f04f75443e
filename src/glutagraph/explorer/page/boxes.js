/* Boxes: the shape says the kind, so that colour never does alone. */

import { Ink } from "./ink.js";
import { LINE_HEIGHT, PADDING } from "./wrapping.js";

const ROUNDING = 22;
const POINT = 7;

const SHAPE_OF = {
  drug: (w, h) => new Ink().box(w, h, Math.min(h / 2, ROUNDING)),
  target: (w, h) =>
    new Ink().polygon(
      cornersAt(w, h, [
        [-1, -1, 0],
        [1, -1, 0],
        [1, 1, 0],
        [-1, 1, 0],
      ]),
    ),
  cell: (w, h) =>
    new Ink().polygon(
      cornersAt(w, h, [
        [-1, 0, 0],
        [-1, -1, POINT],
        [1, -1, -POINT],
        [1, 0, 0],
        [1, 1, -POINT],
        [-1, 1, POINT],
      ]),
    ),
  signaling: (w, h) => new Ink().box(w, h, 7),
  process: (w, h) =>
    new Ink().polygon(
      cornersAt(w, h, [
        [-1, -1, 0],
        [1, -1, -POINT],
        [1, 0, 0],
        [1, 1, -POINT],
        [-1, 1, 0],
        [-1, 0, POINT],
      ]),
    ),
  outcome: (w, h) => new Ink().polygon(octagonAt(w / 2, h / 2, Math.min(POINT, h / 4))),
};

const cornersAt = (w, h, corners) => corners.map(([x, y, inset]) => [(x * w) / 2 + inset, (y * h) / 2]);

const octagonAt = (x, y, cut) => [
  [-x + cut, -y],
  [x - cut, -y],
  [x, -y + cut],
  [x, y - cut],
  [x - cut, y],
  [-x + cut, y],
  [-x, y - cut],
  [-x, -y + cut],
];

/** The outline of a box of a column, about the origin. */
export const shapeOf = (column, width, height) => (SHAPE_OF[column] || SHAPE_OF.signaling)(width, height);

/** How far inside its bounding box the outline runs, on a side along x, so far from the middle of that side. */
export function insetAlong(column, side, from, height) {
  const away = Math.min(Math.abs(from) / (height / 2), 1);
  if (column === "drug") return roundInset(Math.abs(from) - height / 2, Math.min(height / 2, ROUNDING));
  if (column === "cell" || (column === "process" && side > 0)) return POINT * away;
  if (column === "process") return POINT * (1 - away);
  return column === "outcome" ? Math.max(0, Math.abs(from) - height / 2 + Math.min(POINT, height / 4)) : 0;
}

function roundInset(beyond, radius) {
  const over = Math.min(Math.max(beyond + radius, 0), radius);
  return radius - Math.sqrt(radius * radius - over * over);
}

/** How much of a side arrows may use: its straight part, where it has one. */
export function usableSide(column, isUpright, { width, height }) {
  if (isUpright) return height - (column === "drug" ? 10 : 8);
  return width - (column === "drug" ? Math.min(height, 2 * ROUNDING) : 24);
}

/** How large the box of each node is, as the letters on this machine are. */
export function measuredBoxes(nodes, font) {
  const ctx = document.createElement("canvas").getContext("2d");
  ctx.font = font;
  const measured = new Map();
  for (const [id, { lines, column }] of nodes) {
    const widest = Math.max(...lines.map((line) => ctx.measureText(line).width));
    const pointed = (column === "cell" || column === "process") && lines.length > 1 ? POINT : 0;
    const rounded = column === "drug" && lines.length > 2 ? POINT : 0;
    measured.set(id, {
      column,
      width: Math.ceil(widest) + PADDING.width + pointed + rounded,
      height: lines.length * LINE_HEIGHT + PADDING.height,
    });
  }
  return measured;
}
