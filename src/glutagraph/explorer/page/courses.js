/* Where arrows run: from which side of a box to which, through which gaps, in what curve. */

import { insetAlong, usableSide } from "./boxes.js";
import { bezierAt, Ink } from "./ink.js";
import { total, toXY, within } from "./placing.js";

const PORT_GAP = 7;
const CLEARANCE = 2.5;
const BOW = { least: 11, apart: 7, bend: 34 };
const SAMPLES = 12;
const FINENESS = 5;
/** Of more arrows than that nobody follows one; they are drawn without looking for the smoothest. */
const HASTY = 600;

/** Where each arrow runs: a path to stroke, points to pick it by, and the place and direction of its head. */
export function geometryOf(placed, arrows, headLength) {
  notePassing(placed, arrows);
  const courses = new Map(arrows.map((arrow) => [arrow.id, courseOf(placed, arrow)]));
  const ports = portsOf(placed, arrows, courses);
  rankBows(placed, arrows, courses);
  return new Map(
    arrows.map((arrow) => [
      arrow.id,
      runOf(placed, arrow, courses.get(arrow.id), ports.get(arrow.id), headLength(arrow)),
    ]),
  );
}

function notePassing(placed, arrows) {
  for (const layer of placed.layers) layer.passing = [];
  for (const { box } of placed.nodes.values()) Object.assign(box, { ahead: 0, behind: 0 });
  for (const arrow of arrows) {
    const [start, end] = [placed.nodes.get(arrow.from).layer, placed.nodes.get(arrow.to).layer];
    const step = start < end ? 1 : -1;
    const passed = (placed.edges.get(arrow.id) || []).map((at, place) =>
      offBoxes(placed.layers[start + step * (place + 1)].boxes, at),
    );
    for (const [place, at] of passed.entries()) placed.layers[start + step * (place + 1)].passing.push(at);
    placed.edges.set(arrow.id, passed);
    if (start === end) continue;
    const [low, high] = start < end ? [arrow.from, arrow.to] : [arrow.to, arrow.from];
    placed.nodes.get(low).box.ahead += 1;
    placed.nodes.get(high).box.behind += 1;
  }
}

/** A place between boxes, which may be larger than was guessed when the arrow was given its own. */
function offBoxes(boxes, at) {
  const struck = boxes.findIndex((box) => at > box.low - CLEARANCE && at < box.high + CLEARANCE);
  if (struck < 0) return at;
  const upward = at < (boxes[struck].low + boxes[struck].high) / 2;
  const [above, below] = upward ? [boxes[struck - 1], boxes[struck]] : [boxes[struck], boxes[struck + 1]];
  const [least, most] = [
    above ? above.high + 1 + CLEARANCE : -Infinity,
    below ? below.low - 1 - CLEARANCE : Infinity,
  ];
  return least > most ? (least + most) / 2 : within(at, least, most);
}

/** How an arrow runs: across layers, by a step to the next box of its own layer, or in a bow within it. */
function courseOf(placed, arrow) {
  const [start, end] = [placed.nodes.get(arrow.from), placed.nodes.get(arrow.to)];
  if (start.layer !== end.layer) {
    const ahead = start.layer < end.layer ? 1 : -1;
    const course = { kind: "across", leaves: ahead, arrives: -ahead };
    return { ...course, sketch: sketchOf(placed, arrow, course) };
  }
  const layer = placed.layers[start.layer];
  const [low, high] = [Math.min(start.at, end.at), Math.max(start.at, end.at)];
  const between = layer.boxes.filter((box) => box.low > low && box.high < high);
  if (!between.length && !layer.passing.some((at) => at > low && at < high)) {
    const down = start.at < end.at ? 1 : -1;
    return { kind: "step", leaves: down, arrives: -down };
  }
  const side = total(between.map((box) => box.behind)) < total(between.map((box) => box.ahead)) ? -1 : 1;
  return { kind: "bow", leaves: side, arrives: side, layer: start.layer, low, high, between, rank: 0 };
}

/** Bows over bows reach further out. */
function rankBows(placed, arrows, courses) {
  const bows = arrows.map((arrow) => courses.get(arrow.id)).filter(({ kind }) => kind === "bow");
  bows.sort((a, b) => a.high - a.low - (b.high - b.low));
  bows.forEach((bow, place) => {
    const over = bows.slice(0, place).filter((other) => meets(bow, other));
    bow.rank = Math.max(-1, ...over.map((other) => other.rank)) + 1;
    const layer = placed.layers[bow.layer];
    const edges = layer.boxes
      .filter((box) => box.high >= bow.low && box.low <= bow.high)
      .map((box) => (bow.leaves > 0 ? box.to : -box.from));
    bow.reach = Math.max(...edges) + BOW.least + BOW.apart * bow.rank;
  });
}

const meets = (one, other) =>
  one.layer === other.layer && one.leaves === other.leaves && one.low < other.high && other.low < one.high;

/** Where on the sides of boxes arrows begin and end: apart, in the order of where they come from. */
function portsOf(placed, arrows, courses) {
  const sides = new Map();
  const enter = (arrow, node, side, last) => {
    const { kind } = courses.get(arrow.id);
    const key = `${kind === "step" ? "beside" : "facing"} ${side} ${node}`;
    if (!sides.has(key)) sides.set(key, { node, isBeside: kind === "step", ends: [] });
    sides.get(key).ends.push({ arrow, last, rank: portRank(placed, arrow, courses.get(arrow.id), last) });
  };
  for (const arrow of arrows) {
    const { leaves, arrives } = courses.get(arrow.id);
    enter(arrow, arrow.from, leaves, false);
    enter(arrow, arrow.to, arrives, true);
  }
  const ports = new Map(arrows.map((arrow) => [arrow.id, [0, 0]]));
  for (const { node, isBeside, ends } of sides.values()) {
    ends.sort(
      (a, b) =>
        a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || (a.arrow.id < b.arrow.id ? -1 : 1) * a.rank[2],
    );
    const box = placed.boxes.get(node);
    const side = usableSide(box.column, (placed.axis === "x") !== isBeside, box);
    const gap = ends.length > 1 ? Math.min(PORT_GAP, side / (ends.length - 1)) : 0;
    ends.forEach((end, place) => {
      ports.get(end.arrow.id)[end.last ? 1 : 0] = (place - (ends.length - 1) / 2) * gap;
    });
  }
  return ports;
}

/** What orders the arrows on a side: bows up, those that lead on by their direction, bows down. */
function portRank(placed, arrow, { kind, sketch }, last) {
  const [here, there] = last ? [arrow.to, arrow.from] : [arrow.from, arrow.to];
  const [mine, theirs] = [placed.nodes.get(here).at, placed.nodes.get(there).at];
  if (kind === "step") return [0, 0, 1];
  if (kind === "bow") return mine < theirs ? [1, -theirs, 1] : [-1, -theirs, -1];
  const [[main, cross], [nextMain, nextCross]] = last ? [sketch.at(-1), sketch.at(-2)] : sketch;
  return [0, (nextCross - cross) / Math.abs(nextMain - main), 1];
}

/* curves, in main and cross coordinates */

function runOf(placed, arrow, course, [startPort, endPort], head) {
  const makers = { across: curvesAcross, step: curvesOfStep, bow: curvesOfBow };
  const start = portPoint(placed, arrow.from, course, course.leaves, startPort);
  const end = portPoint(placed, arrow.to, course, course.arrives, endPort);
  const neck =
    course.kind === "step"
      ? [end[0], end[1] + course.arrives * head]
      : [end[0] + course.arrives * head, end[1]];
  const curves = makers[course.kind](placed, arrow, course, start, neck);
  const xy = ([main, cross]) => toXY(placed.axis, main, cross);
  const samples = curves.flatMap((curve) => samplesOf(curve).map(xy));
  const [before, tip] = [xy(neck), xy(end)];
  const turn = head ? Math.atan2(tip.y - before.y, tip.x - before.x) : 0;
  return { ink: inkOf(curves, xy), samples, tip, turn, extent: extentOfPoints(samples) };
}

/** Where an arrow meets the outline of a box. */
function portPoint(placed, id, { kind }, side, port) {
  const { layer, at } = placed.nodes.get(id);
  const { column, width, height } = placed.boxes.get(id);
  const { middle } = placed.layers[layer];
  const [deep, wide] = placed.axis === "x" ? [width / 2, height / 2] : [height / 2, width / 2];
  const inset = (isFlat) => (isFlat ? insetAlong(column, side, port, height) : 0);
  if (kind === "step") return [middle + port, at + side * (wide - inset(placed.axis === "y"))];
  return [middle + side * (deep - inset(placed.axis === "x")), at + port];
}

/** Through which points an arrow will run, from the middle of one box to that of another. */
function sketchOf(placed, arrow, course) {
  const [start, end] = [arrow.from, arrow.to].map((id) => [
    placed.layers[placed.nodes.get(id).layer].middle,
    placed.nodes.get(id).at,
  ]);
  const passage = passageOf(placed, arrow, course, start, end);
  return neededPoints(passage).map((place) => passage.points[place]);
}

/** The layers that an arrow touches, its place in each, and the boxes that it may touch. */
function passageOf(placed, arrow, { leaves }, start, end) {
  const first = placed.nodes.get(arrow.from).layer;
  const count = Math.abs(placed.nodes.get(arrow.to).layer - first) + 1;
  const layers = Array.from({ length: count }, (_, place) => placed.layers[first + leaves * place]);
  const passed = (placed.edges.get(arrow.id) || []).map((at, place) => [layers[place + 1].middle, at]);
  return {
    layers,
    points: [start, ...passed, end],
    own: [arrow.from, arrow.to],
    isHasty: placed.edges.size > HASTY,
  };
}

/** A curve as smooth as it can be: through as few of its places in the layers between as keep it off every box. */
function curvesAcross(placed, arrow, course, start, neck) {
  const passage = passageOf(placed, arrow, course, start, neck);
  const { kept, tight } = tightened(passage, neededPoints(passage));
  return smoothThrough(passage.points, kept, besideTight(kept, tight)).flatMap((curve, place) =>
    tight[place] ? steppedCurve(passage, curve, kept[place], course.leaves) : [curve],
  );
}

/** The points to run through and between which of them there is no room for a smooth curve: these lie side by side. */
function tightened(passage, kept) {
  const tight = passage.isHasty ? [] : tightPlaces(passage, kept);
  const long = tight.findIndex((one, place) => one && kept[place + 1] - kept[place] > 1);
  if (long < 0) return { kept, tight };
  const middle = Math.floor((kept[long] + kept[long + 1]) / 2);
  return tightened(
    passage,
    [...kept, middle].sort((a, b) => a - b),
  );
}

/** Between which points there is no room for a smooth curve. */
function tightPlaces(passage, kept) {
  let tight = [];
  for (;;) {
    const curves = smoothThrough(passage.points, kept, besideTight(kept, tight));
    const found = curves.map(
      (curve, place) => tight[place] || strikes(passage, curve, kept[place], kept[place + 1]),
    );
    if (found.every((one, place) => one === Boolean(tight[place]))) return found;
    tight = found;
  }
}

const besideTight = (kept, tight) => kept.map((_, place) => tight[place - 1] || tight[place]);

/** The points through which a smooth curve must go to strike no box, by their numbers. */
function neededPoints(passage) {
  const { points, isHasty } = passage;
  if (isHasty) return points.map((_, place) => place);
  let kept = [0, points.length - 1];
  for (;;) {
    const added = smoothThrough(points, kept).flatMap((curve, place) =>
      missingPoint(passage, curve, kept[place], kept[place + 1]),
    );
    if (!added.length) return kept;
    kept = [...kept, ...added].sort((a, b) => a - b);
  }
}

/** The point where a curve between two strikes a box; where it does so beside an end, the next one. */
function missingPoint(passage, curve, from, to) {
  if (to - from < 2 || !strikes(passage, curve, from, to)) return [];
  const missed = passage.points.map((point) => missBy(point, curve));
  let [found, most] = [-1, -1];
  for (let place = from + 1; place < to; place += 1) {
    if (missed[place] > most && strikes(passage, curve, place, place)) [found, most] = [place, missed[place]];
  }
  if (found >= 0) return [found];
  return [strikes(passage, curve, from, from) ? from + 1 : to - 1];
}

/** By how much a curve misses a point. */
function missBy([main, cross], [a, b, c, d]) {
  const t = within((main - a[0]) / (d[0] - a[0]), 0, 1);
  return Math.abs(bezierAt(t, a[1], b[1], c[1], d[1]) - cross);
}

/** Curves through some of the points, smooth where they meet, level at both ends and where wanted. */
function smoothThrough(points, kept, level = []) {
  const knots = kept.map((number, place) => {
    const isLevel = level[place] || place === 0 || place === kept.length - 1;
    const slope = isLevel
      ? 0
      : slopeThrough(points[kept[place - 1]], points[number], points[kept[place + 1]]);
    return { main: points[number][0], cross: points[number][1], slope };
  });
  return knots.slice(1).map((knot, place) => curveBetween(knots[place], knot));
}

/** Level through the layers at both ends, and over from one to the other in the gap between. */
function steppedCurve(passage, curve, from, ahead) {
  const [a, b] = [curve[0], curve[3]];
  const [before, behind] = [passage.layers[from], passage.layers[from + 1]];
  const [out, into] = ahead > 0 ? [before.end, behind.start] : [before.start, behind.end];
  const level = ([main, cross]) => ({ main, cross, slope: 0 });
  const tries = [
    [level(a), { ...level(b), main: into }, level(b)],
    [level(a), { ...level(a), main: out }, level(b)],
    [level(a), { ...level(a), main: out }, { ...level(b), main: into }, level(b)],
  ];
  const runs = tries.map((knots) => knots.slice(1).map((knot, place) => curveBetween(knots[place], knot)));
  return runs.find((run) => !run.some((piece) => strikes(passage, piece, from, from + 1))) || runs[2];
}

/** The slope of a smooth line through a point: level where it turns, and never so steep as to overshoot. */
function slopeThrough([x0, y0], [x1, y1], [x2, y2]) {
  const [before, behind] = [(y1 - y0) / (x1 - x0), (y2 - y1) / (x2 - x1)];
  if (before * behind <= 0) return 0;
  return (
    Math.sign(before) * Math.min(Math.abs(before + behind) / 2, 3 * Math.abs(before), 3 * Math.abs(behind))
  );
}

/** Whether a curve touches a box of some of the layers that an arrow passes. */
function strikes(passage, curve, from, to) {
  const near = boxesNear(passage, curve, from, to);
  if (!near.length) return false;
  const [a, b] = [curve[0], curve[3]];
  const count = Math.ceil(within((Math.abs(b[0] - a[0]) + Math.abs(b[1] - a[1])) / FINENESS, SAMPLES, 120));
  return samplesOf(curve, count).some(([main, cross]) =>
    near.some(
      (box) =>
        main > box.from - CLEARANCE &&
        main < box.to + CLEARANCE &&
        cross > box.low - CLEARANCE &&
        cross < box.high + CLEARANCE,
    ),
  );
}

/** The boxes that a curve could touch: a curve stays among its handles. */
function boxesNear({ layers, own }, [a, b, c, d], from, to) {
  const [left, right] = [
    Math.min(a[0], b[0], c[0], d[0]) - CLEARANCE,
    Math.max(a[0], b[0], c[0], d[0]) + CLEARANCE,
  ];
  const [low, high] = [
    Math.min(a[1], b[1], c[1], d[1]) - CLEARANCE,
    Math.max(a[1], b[1], c[1], d[1]) + CLEARANCE,
  ];
  const near = [];
  for (let place = from; place <= to; place += 1) {
    const { boxes } = layers[place];
    for (let at = firstBeyond(boxes, low); at < boxes.length && boxes[at].low < high; at += 1) {
      const box = boxes[at];
      if (box.to > left && box.from < right && box.id !== own[0] && box.id !== own[1]) near.push(box);
    }
  }
  return near;
}

/** The place of the first box, of those in order, that reaches beyond a line. */
function firstBeyond(boxes, line) {
  let [low, high] = [0, boxes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (boxes[middle].high > line) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A curve from knot to knot: a broad bend where it is level, a gentle one where it runs on. */
function curveBetween(a, b) {
  const [out, into] = [a, b].map((knot) => (b.main - a.main) * (knot.slope ? 0.36 : 0.5));
  return [
    [a.main, a.cross],
    [a.main + out, a.cross + a.slope * out],
    [b.main - into, b.cross - b.slope * into],
    [b.main, b.cross],
  ];
}

const curvesOfStep = (_placed, _arrow, _course, start, neck) => [straightCurve(start, neck)];

const straightCurve = (a, b) => [
  a,
  [(2 * a[0] + b[0]) / 3, (2 * a[1] + b[1]) / 3],
  [(a[0] + 2 * b[0]) / 3, (a[1] + 2 * b[1]) / 3],
  b,
];

/** Out of the layer, along it, and back. */
function curvesOfBow(_placed, _arrow, course, start, neck) {
  const out = course.leaves * course.reach;
  const down = Math.sign(neck[1] - start[1]) || 1;
  const bend = Math.min(BOW.bend, Math.abs(neck[1] - start[1]) / 2);
  const [from, to] = [
    [out, start[1] + down * bend],
    [out, neck[1] - down * bend],
  ];
  const turning = (a, b) => [a, [a[0] + (b[0] - a[0]) * 0.75, a[1]], [b[0], b[1] - (b[1] - a[1]) * 0.6], b];
  const back = turning(neck, to).reverse();
  return [turning(start, from), straightCurve(from, to), back];
}

function inkOf(curves, xy) {
  const ink = new Ink();
  const begin = xy(curves[0][0]);
  ink.moveTo(begin.x, begin.y);
  for (const [, b, c, d] of curves) {
    const [p, q, r] = [xy(b), xy(c), xy(d)];
    ink.curveTo(p.x, p.y, q.x, q.y, r.x, r.y);
  }
  return ink;
}

function samplesOf([a, b, c, d], count = SAMPLES) {
  const mix = (t, k) => bezierAt(t, a[k], b[k], c[k], d[k]);
  return Array.from({ length: count + 1 }, (_, place) => [mix(place / count, 0), mix(place / count, 1)]);
}

function extentOfPoints(points) {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

/** How far a point is from a run, or infinitely where it is out of reach. */
export function distanceToRun(point, { samples, extent }, reach) {
  if (point.x < extent.left - reach || point.x > extent.right + reach) return Infinity;
  if (point.y < extent.top - reach || point.y > extent.bottom + reach) return Infinity;
  let least = Infinity;
  for (let i = 1; i < samples.length; i += 1)
    least = Math.min(least, distanceToSegment(point, samples[i - 1], samples[i]));
  return least;
}

function distanceToSegment(point, a, b) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const square = dx * dx + dy * dy;
  const t = square ? within(((point.x - a.x) * dx + (point.y - a.y) * dy) / square, 0, 1) : 0;
  return Math.hypot(point.x - a.x - t * dx, point.y - a.y - t * dy);
}

/** The point of a run at a share of its length. */
export function pointAlong({ samples }, share) {
  const steps = samples
    .slice(1)
    .map((point, place) => Math.hypot(point.x - samples[place].x, point.y - samples[place].y));
  let left = total(steps) * share;
  for (let i = 0; i < steps.length; i += 1) {
    if (left <= steps[i] && steps[i] > 0) {
      const t = left / steps[i];
      return {
        x: samples[i].x + t * (samples[i + 1].x - samples[i].x),
        y: samples[i].y + t * (samples[i + 1].y - samples[i].y),
      };
    }
    left -= steps[i];
  }
  return samples[samples.length - 1];
}
