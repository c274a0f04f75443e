/* Outlines that a canvas and an SVG file draw alike, and what is drawn of them: strokes, fills, words. */

/** How far a curve's handles reach that stands for a quarter of a circle. */
const QUARTER = 0.5523;

/** The commands of a path: what a canvas strokes is what a file says. */
export class Ink {
  constructor() {
    this.commands = [];
    this.recorded = null;
  }

  moveTo(x, y) {
    return this.#add("M", x, y);
  }

  lineTo(x, y) {
    return this.#add("L", x, y);
  }

  curveTo(x1, y1, x2, y2, x, y) {
    return this.#add("C", x1, y1, x2, y2, x, y);
  }

  close() {
    return this.#add("Z");
  }

  /** A straight line. */
  line(x1, y1, x2, y2) {
    return this.moveTo(x1, y1).lineTo(x2, y2);
  }

  /** Straight lines through points, closed. */
  polygon(points) {
    const [[x, y], ...others] = points;
    this.moveTo(x, y);
    for (const other of others) this.lineTo(...other);
    return this.close();
  }

  /** A rectangle about the origin with round corners. */
  box(width, height, radius) {
    const [x, y, r] = [width / 2, height / 2, Math.min(radius, width / 2, height / 2)];
    const reach = r * (1 - QUARTER);
    this.moveTo(-x + r, -y).lineTo(x - r, -y);
    this.curveTo(x - reach, -y, x, -y + reach, x, -y + r).lineTo(x, y - r);
    this.curveTo(x, y - reach, x - reach, y, x - r, y).lineTo(-x + r, y);
    this.curveTo(-x + reach, y, -x, y - reach, -x, y - r).lineTo(-x, -y + r);
    return this.curveTo(-x, -y + reach, -x + reach, -y, -x + r, -y).close();
  }

  circle(x, y, r) {
    const reach = r * QUARTER;
    this.moveTo(x + r, y).curveTo(x + r, y + reach, x + reach, y + r, x, y + r);
    this.curveTo(x - reach, y + r, x - r, y + reach, x - r, y);
    this.curveTo(x - r, y - reach, x - reach, y - r, x, y - r);
    return this.curveTo(x + reach, y - r, x + r, y - reach, x + r, y).close();
  }

  #add(letter, ...numbers) {
    this.commands.push([letter, ...numbers]);
    this.recorded = null;
    return this;
  }

  /** The path as a canvas takes it. */
  get path() {
    this.recorded ??= new Path2D(this.d);
    return this.recorded;
  }

  /** The path as an SVG file says it. */
  get d() {
    return this.commands.map(([letter, ...numbers]) => letter + numbers.map(brief).join(" ")).join("");
  }

  /** The corners of the outline, curves in a few straight pieces. */
  corners() {
    const found = [];
    for (const [letter, ...numbers] of this.commands) {
      if (letter === "C") found.push(...pieces(found[found.length - 1], numbers));
      else if (letter !== "Z") found.push(numbers);
    }
    return found;
  }
}

/** A number with no more decimals than anyone sees. */
export const brief = (number) => String(Math.round(number * 100) / 100);

function pieces([x0, y0], [x1, y1, x2, y2, x3, y3]) {
  return [0.25, 0.5, 0.75, 1].map((t) => [bezierAt(t, x0, x1, x2, x3), bezierAt(t, y0, y1, y2, y3)]);
}

/** Where a cubic curve is, in one coordinate. */
export function bezierAt(t, a, b, c, d) {
  const u = 1 - t;
  return u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d;
}

/** Slanting lines that fill an outline. */
export function hatching(outline, apart) {
  const corners = outline.corners();
  const along = corners.map(([x, y]) => x + y);
  const lines = new Ink();
  const [least, most] = [Math.min(...along), Math.max(...along)];
  for (let at = least + apart; at < most; at += apart) {
    const met = crossingsAt(corners, at).sort((a, b) => a - b);
    for (let i = 1; i < met.length; i += 2) lines.line(met[i - 1], at - met[i - 1], met[i], at - met[i]);
  }
  return lines;
}

/** The x of each place where the line x + y = at meets an outline. */
function crossingsAt(corners, at) {
  const met = [];
  corners.forEach(([x, y], place) => {
    const [x2, y2] = corners[(place + 1) % corners.length];
    const [from, to] = [x + y - at, x2 + y2 - at];
    if (from < 0 !== to < 0) met.push(x + ((x2 - x) * from) / (from - to));
  });
  return met;
}

/* What is drawn is a list of strokes, fills and words:
   {ink, fill, stroke, width, dashes, cap, alpha, x, y, turn} or {words, size, weight, fill, align, alpha, x, y}. */

/** Draws on a canvas, words in a family of fonts. */
export function paintMarks(ctx, marks, family) {
  for (const mark of marks) {
    ctx.globalAlpha = mark.alpha ?? 1;
    if (mark.words !== undefined) paintWords(ctx, mark, family);
    else if (mark.turn || mark.x || mark.y) paintMoved(ctx, mark);
    else paintInk(ctx, mark);
  }
  ctx.globalAlpha = 1;
}

function paintMoved(ctx, mark) {
  ctx.save();
  ctx.translate(mark.x || 0, mark.y || 0);
  if (mark.turn) ctx.rotate(mark.turn);
  paintInk(ctx, mark);
  ctx.restore();
}

function paintInk(ctx, { ink, fill, stroke, width, dashes, cap }) {
  if (fill) {
    ctx.fillStyle = fill;
    ctx.fill(ink.path);
  }
  if (!stroke) return;
  ctx.strokeStyle = stroke;
  ctx.lineWidth = width;
  ctx.lineCap = cap || "butt";
  ctx.lineJoin = "round";
  ctx.setLineDash(dashes || []);
  ctx.stroke(ink.path);
}

function paintWords(ctx, { words, size, weight, fill, align, x, y }, family) {
  ctx.font = `${weight || 400} ${size}px ${family}`;
  ctx.fillStyle = fill;
  ctx.textAlign = align || "center";
  ctx.textBaseline = "alphabetic";
  ctx.fillText(words, x, y);
}

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
// Control characters and halves of a pair, which XML cannot hold.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be left out
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

/** Words as XML holds them. */
export const xmlText = (words) =>
  String(words)
    .replace(UNWRITABLE, "")
    .replace(/[&<>"]/g, (letter) => ESCAPES[letter]);

/** What is drawn, as the elements of an SVG file. */
export const writtenMarks = (marks) =>
  marks.map((mark) => (mark.words === undefined ? writtenInk(mark) : writtenWords(mark))).join("\n");

function writtenInk({ ink, fill, stroke, width, dashes, cap, alpha, x, y, turn }) {
  const moved = x || y || turn ? `translate(${brief(x || 0)} ${brief(y || 0)})` : "";
  const turned = turn ? `rotate(${brief((turn * 180) / Math.PI)})` : "";
  return xmlElement("path", {
    d: ink.d,
    transform: moved + turned,
    fill: fill || "none",
    stroke,
    "stroke-width": stroke && brief(width),
    "stroke-dasharray": stroke && dashes?.length ? dashes.join(" ") : "",
    "stroke-linecap": stroke && cap,
    "stroke-linejoin": stroke && "round",
    opacity: alpha === undefined || alpha === 1 ? "" : brief(alpha),
  });
}

function writtenWords({ words, size, weight, fill, align, alpha, x, y }) {
  const anchor = { left: "start", right: "end" }[align] || "middle";
  const attributes = {
    x: brief(x),
    y: brief(y),
    fill,
    "font-size": brief(size),
    "font-weight": weight,
    "text-anchor": anchor,
    opacity: alpha === undefined || alpha === 1 ? "" : brief(alpha),
  };
  return xmlElement("text", attributes, xmlText(words));
}

/** An element of a file; attributes without a value are left out. */
export function xmlElement(tag, attributes, content = "") {
  const said = Object.entries(attributes).filter(([, value]) => value || value === 0);
  const opening = [tag, ...said.map(([name, value]) => `${name}="${xmlText(value)}"`)].join(" ");
  return content ? `<${opening}>${content}</${tag}>` : `<${opening}/>`;
}
