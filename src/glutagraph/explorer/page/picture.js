/* A picture that stands by itself: what is shown, the heads of its columns, a legend, and where it is from. */

import { arrowSample, boxSample, FONT_FAMILY, headOfColumn, readMark, stripsOf, tagAt } from "./drawing.js";
import { Ink, paintMarks, writtenMarks, xmlElement, xmlText } from "./ink.js";

const MARGIN = 24;
const HEAD_STRIP = 30;
const ROW = 20;
const SMALL = 11.5;

/** The picture as SVG, and as marks for a canvas. `meta` has title, description, credit (lines at the foot), and sides (whose letters A and B are). */
export function pictureOf(drawn, meta, colour) {
  const { bounds } = drawn;
  const strips = stripsOf(drawn.placed);
  const left = bounds.left - MARGIN;
  const width = Math.max(bounds.right - bounds.left + 2 * MARGIN, 480);
  const top = bounds.top - MARGIN - (strips.length ? HEAD_STRIP : 0);
  const foot = footOf(
    drawn,
    meta,
    { left: left + MARGIN, right: left + width - MARGIN, top: bounds.bottom + MARGIN },
    colour,
  );
  const height = foot.bottom + MARGIN - top;
  const ground = {
    ink: new Ink().polygon([
      [left, top],
      [left + width, top],
      [left + width, top + height],
      [left, top + height],
    ]),
    fill: colour("paper"),
  };
  const marks = [
    ground,
    ...columnMarks(drawn, strips, { left, width, top, bottom: bounds.bottom + MARGIN / 2 }, colour),
    ...drawn.marks,
    ...foot.marks,
  ];
  return { marks, left, top, width, height, svg: svgFile(marks, { left, top, width, height }, meta) };
}

function columnMarks({ placed, columns }, strips, { left, width, top, bottom }, colour) {
  return strips.flatMap(({ from, to, start, end, column }, place) => {
    const isUpright = placed.axis === "x";
    const [x, y, w, h] = isUpright ? [from, top, to - from, bottom - top] : [left, from, width, to - from];
    const band = {
      ink: new Ink().polygon([
        [x, y],
        [x + w, y],
        [x + w, y + h],
        [x, y + h],
      ]),
      fill: colour("band"),
    };
    const at = isUpright ? { x: (start + end) / 2, y: top + 20 } : { x: left + 8, y: from + 9 };
    const head = headOfColumn(columns[column].label, at, SMALL, isUpright ? "center" : "left", colour);
    return place % 2 ? [head] : [band, head];
  });
}

/* the foot: a legend of what is in the picture, and its source */

const KINDS_OF_ARROW = [
  ["raises", { sign: 1, papers: 2 }, (arrow) => arrow.sign > 0 && !arrow.joint],
  ["lowers", { sign: -1, papers: 2 }, (arrow) => arrow.sign < 0 && !arrow.joint],
  ["direction unknown", { sign: 0, papers: 2 }, (arrow) => !arrow.sign && !arrow.joint],
  ["net, an end result", { neutral: true, headless: true, net: true, papers: 1 }, (arrow) => arrow.net],
  ["disputed", { neutral: true, headless: true, disputed: true, papers: 2 }, (arrow) => arrow.disputed],
  ["joint, no claim", { neutral: true, headless: true, joint: "joint" }, (arrow) => arrow.joint],
];

const LOOKS = { lost: "no longer reached", blocked: "switched off" };

function footOf(drawn, meta, { left, right, top }, colour) {
  let [x, y] = [left, top + ROW / 2];
  const marks = [];
  const enter = ({ wide, sample, label }) => {
    const needed = wide + 7 + widthOfWords(label);
    if (x > left && x + needed > right) [x, y] = [left, y + ROW];
    marks.push(...sample.map((mark) => ({ ...mark, x: (mark.x || 0) + x, y: (mark.y || 0) + y })));
    marks.push({
      words: label,
      x: x + wide + 7,
      y: y + 4,
      size: SMALL,
      weight: 400,
      fill: colour("soft"),
      align: "left",
    });
    x += needed + 18;
  };
  for (const entry of [...legendOf(drawn, colour), ...sidesOf(meta, colour)]) enter(entry);
  for (const line of [meta.credit].flat().filter(Boolean)) {
    y += ROW;
    marks.push({
      words: line,
      x: left,
      y: y + 4,
      size: SMALL,
      weight: 400,
      fill: colour("soft"),
      align: "left",
    });
  }
  return { marks, bottom: y + ROW / 2 };
}

function legendOf({ columns, shown }, colour) {
  const arrows = KINDS_OF_ARROW.filter(([, , fits]) => shown.arrows.some(fits)).map(([label, arrow]) => ({
    wide: 30,
    sample: arrowSample(arrow, 30, colour),
    label,
  }));
  const widths = [1, 2, 4].flatMap((papers, place) =>
    movedBy(place * 12, arrowSample({ neutral: true, headless: true, papers }, 9, colour)),
  );
  const boxes = columns
    .filter(({ id }) => shown.columns.has(id))
    .map(({ id, label }) => ({ wide: 28, sample: movedBy(14, boxSample(id, 28, 13, colour)), label }));
  return [
    ...arrows,
    { wide: 33, sample: widths, label: "1, 2, 4 or more papers" },
    ...boxes,
    ...looksOf(shown.marks, colour),
  ];
}

function looksOf(marks, colour) {
  const looks = new Set([...marks.values()].map((mark) => readMark(mark).look));
  const plain = Object.keys(LOOKS).filter((look) => looks.has(look));
  return plain.map((look) => ({
    wide: 28,
    sample: movedBy(14, sampleOfLook(look, colour)),
    label: LOOKS[look],
  }));
}

/** Whose letters A and B are. */
const sidesOf = ({ sides = [] }, colour) =>
  sides.map((label, place) => ({ wide: 16, sample: tagAt("ABCD"[place], { x: 8, y: 0 }, colour), label }));

/** A small box in a look; the word of a blocked one stands beside it. */
const sampleOfLook = (look, colour) =>
  boxSample("signaling", 28, 13, colour, look).filter(
    (mark) => !(look === "blocked" && (mark.words || mark.fill === colour("paper"))),
  );

const movedBy = (x, marks) => marks.map((mark) => ({ ...mark, x: (mark.x || 0) + x }));

let measure = null;

function widthOfWords(words) {
  measure ??= document.createElement("canvas").getContext("2d");
  measure.font = `400 ${SMALL}px ${FONT_FAMILY}`;
  return measure.measureText(words).width;
}

/* files */

function svgFile(marks, { left, top, width, height }, meta) {
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  const head = [
    xmlElement("title", { id: "title" }, xmlText(meta.title)),
    meta.description ? xmlElement("desc", { id: "desc" }, xmlText(meta.description)) : "",
  ];
  const attributes = {
    xmlns: "http://www.w3.org/2000/svg",
    width: w,
    height: h,
    viewBox: `${Math.floor(left)} ${Math.floor(top)} ${w + 1} ${h + 1}`,
    role: "img",
    "aria-labelledby": "title",
    "aria-describedby": meta.description ? "desc" : "",
    "font-family": FONT_FAMILY,
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement("svg", attributes, `\n${[...head, writtenMarks(marks)].filter(Boolean).join("\n")}\n`)}\n`;
}

/** The picture as PNG, drawn so many times as large. */
export function pngFrom({ marks, left, top, width, height }, scale) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  const ctx = canvas.getContext("2d");
  ctx.scale(scale, scale);
  ctx.translate(-left, -top);
  paintMarks(ctx, marks, FONT_FAMILY);
  return new Promise((done) => {
    canvas.toBlob(done, "image/png");
  });
}
