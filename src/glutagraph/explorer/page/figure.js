/* The figure: boxes held by vis-network, arrows drawn here. It knows places and colours, no words. */

/* global vis */

import { measuredBoxes } from "./boxes.js";
import { distanceToRun, geometryOf } from "./courses.js";
import {
  arrowMarks,
  boxMarks,
  drawArrowSample,
  drawBoxSample,
  FONT,
  FONT_FAMILY,
  FONT_SIZE,
  headLength,
  headOfColumn,
  letterOf,
  readColours,
  readMark,
  signsOf,
  stripsOf,
} from "./drawing.js";
import { paintMarks } from "./ink.js";
import { pictureOf, pngFrom } from "./picture.js";
import { bestLayout, stretchedLayout, within } from "./placing.js";
import { wrapped } from "./wrapping.js";

const SMALLEST_TEXT = 10;
const TOLERATED_TEXT = 8.5;
const FEW = 40;
const MOST_READ = 75;
const LARGEST = 1.15;
const MANY_ARROWS = 400;
const TOO_MANY_ARROWS = 1500;
const HEAD_ROOM = 25;

/** Makes the figure in an element. `chosen` is called with a box, an arrow or null when one is clicked. */
export function makeFigure(stage, { nodes: given, columns }, chosen) {
  const nodes = new Map(
    [...given].map(([id, node]) => [id, { ...node, lines: node.lines || wrapped(node.label) }]),
  );
  const sizes = measuredBoxes(nodes, FONT);
  const letters = document.createElement("canvas").getContext("2d");
  letters.font = FONT;
  let colour = readColours();
  let view = null;
  let marks = new Map();
  let arrows = new Map();
  let placed = null;
  let geometry = new Map();
  let bounds = null;
  let selection = null;
  let hovered = null;
  let lit = null;
  let touched = false;

  const dataset = new vis.DataSet();
  const network = new vis.Network(
    stage,
    { nodes: dataset, edges: new vis.DataSet() },
    {
      autoResize: true,
      physics: false,
      layout: { randomSeed: 1, improvedLayout: false },
      interaction: { dragNodes: false, hover: false, selectable: false, zoomSpeed: 0.6, tooltipDelay: 1e9 },
      nodes: { shape: "custom", fixed: true, chosen: false },
    },
  );
  for (const inner of stage.querySelectorAll("[tabindex]")) inner.setAttribute("tabindex", "-1");

  /* fitting */

  function room() {
    const margin = Math.min(10, stage.clientWidth * 0.02);
    const [width, height] = [stage.clientWidth || 900, stage.clientHeight || 600];
    return { width: width - 2 * margin, height: height - 2 * margin, heads: HEAD_ROOM };
  }

  /** The least scale at which a view is shown: the letters of one that is to be read stay readable. */
  const leastScale = (wanted, scale) => (scale >= readable(wanted) ? 0 : SMALLEST_TEXT / FONT_SIZE);

  /** From which scale on a view may be shown whole; one of too many boxes to read always is. */
  function readable({ entities }) {
    if (entities.length > MOST_READ) return 0;
    return (entities.length > FEW ? TOLERATED_TEXT : SMALLEST_TEXT) / FONT_SIZE;
  }

  const bestOf = (wanted) => bestLayout(wanted.layouts, sizes, room(), readable(wanted));

  function place() {
    const best = bestOf(view);
    const scale = Math.max(best.scale, leastScale(view, best.scale));
    placed = stretchedLayout(best, [...arrows.values()], scale);
    geometry = geometryOf(placed, [...arrows.values()], headLength);
    bounds = boundsOf(placed, geometry, marks.size ? 10 : 0);
    const held = [...placed.nodes].map(([id, { x, y }]) => ({
      id,
      x,
      y,
      ctxRenderer: (drawn) => drawBox(drawn, id),
    }));
    dataset.clear();
    dataset.add(held);
  }

  /** All of it; but letters stay large enough to read, and then it begins at its beginning. */
  function fit() {
    if (!view) return;
    place();
    if (!stage.clientWidth || !stage.clientHeight) return; // nothing of it is shown yet
    const { width, height, heads } = placed.room;
    const [w, h] = [bounds.right - bounds.left, bounds.bottom - bounds.top];
    const whole = Math.min(width / w, height / h, LARGEST);
    const scale = Math.max(whole, leastScale(view, whole));
    const centre = {
      x: (bounds.left + bounds.right) / 2,
      y: (bounds.top + bounds.bottom) / 2 - heads / 2 / scale,
    };
    if (w * scale > width + 1) centre.x = bounds.left + width / 2 / scale;
    if (h * scale > height + 1) centre.y = bounds.top + height / 2 / scale - heads / 2 / scale;
    network.setSize("100%", "100%"); // now, for else the next drawing would and scale what is fitted here
    network.moveTo({ position: centre, scale, animation: false });
    network.redraw();
  }

  /* drawing */

  function howOf(id) {
    const { look, step } = readMark(marks.get(id));
    const isChosen = selection !== null && selection.id === id;
    return { look, step, letter: letterOf(look, marks), isChosen, isHovered: hovered === id };
  }

  function howOfBox(id) {
    const how = { ...howOf(id), isLit: !lit || lit.nodes.has(id) };
    if (how.look === "blocked")
      how.lineWidths = nodes.get(id).lines.map((line) => letters.measureText(line).width);
    return how;
  }

  function howOfArrow(arrow) {
    const isMany = arrows.size > MANY_ARROWS;
    const isNear = hovered === arrow.id || hovered === arrow.from || hovered === arrow.to;
    const isLit = !lit || lit.arrows.has(arrow.id);
    const slimness = isMany && !isNear && !(lit && isLit) ? 0.55 : 1;
    return {
      ...howOf(arrow.id),
      isLit,
      isNear,
      slimness,
      fade: lit || arrows.size < 60 || isNear ? 1 : 0.85,
      least: 0.55 / network.getScale(),
    };
  }

  const marksOfBox = (id) =>
    boxMarks(placed.boxes.get(id), nodes.get(id).lines, placed.nodes.get(id), howOfBox(id), colour);

  /** Every arrow that is drawn, what matters most last, and what is written on them. */
  function marksOfArrows() {
    const shown = [...arrows.values()].map((arrow) => ({ arrow, how: howOfArrow(arrow) }));
    const crowded = arrows.size > TOO_MANY_ARROWS;
    const drawn = crowded ? shown.filter(({ how }) => how.isNear || (lit && how.isLit)) : shown;
    const weight = ({ arrow, how }) =>
      (how.isChosen || how.isHovered ? 4 : 0) +
      (how.isLit && how.look !== "dim" ? 2 : 0) +
      (arrow.net ? 0 : 1);
    drawn.sort((a, b) => weight(a) - weight(b));
    const taken = marks.size ? [...placed.nodes.keys()].map(extentOfBox) : [];
    const lines = drawn.flatMap(({ arrow, how }) => arrowMarks(arrow, geometry.get(arrow.id), how, colour));
    return [
      ...lines,
      ...drawn.flatMap(({ arrow, how }) => signsOf(geometry.get(arrow.id), how, colour, taken)),
    ];
  }

  function extentOfBox(id) {
    const { x, y } = placed.nodes.get(id);
    const { width, height } = placed.boxes.get(id);
    return {
      left: x - width / 2 - 6,
      right: x + width / 2 + 6,
      top: y - height / 2 - 6,
      bottom: y + height / 2 + 6,
    };
  }

  function drawBox({ ctx }, id) {
    const { width, height } = placed.boxes.get(id);
    const drawNode = () => paintMarks(ctx, marksOfBox(id), FONT_FAMILY);
    return { drawNode, nodeDimensions: { width, height } };
  }

  /** Strips behind the columns, their heads at the edge of the stage wherever the map is moved to. */
  function drawColumns(ctx) {
    const [least, most] = [
      network.DOMtoCanvas({ x: 0, y: 0 }),
      network.DOMtoCanvas({ x: stage.clientWidth, y: stage.clientHeight }),
    ];
    const scale = network.getScale();
    const strips = stripsOf(placed);
    const narrowest = Math.min(...strips.map(({ from, to }) => to - from)) * scale;
    const size = within(narrowest / 11, 7, 11.5) / scale;
    const isUpright = placed.axis === "x";
    strips.forEach(({ from, to, start, end, column }, place) => {
      const [x, y, w, h] = isUpright
        ? [from, least.y, to - from, most.y - least.y]
        : [least.x, from, most.x - least.x, to - from];
      ctx.fillStyle = colour(place % 2 ? "paper" : "band");
      ctx.fillRect(x, y, w, h);
      const at = isUpright
        ? { x: (start + end) / 2, y: least.y + 15 / scale }
        : { x: least.x + 8 / scale, y: from + 10 / scale };
      paintMarks(
        ctx,
        [headOfColumn(columns[column].label, at, size, isUpright ? "center" : "left", colour)],
        FONT_FAMILY,
      );
    });
  }

  network.on("beforeDrawing", (ctx) => {
    if (!placed) return;
    drawColumns(ctx);
    paintMarks(ctx, marksOfArrows(), FONT_FAMILY);
  });

  /* picking */

  function boxAt({ x, y }) {
    return [...placed.nodes.keys()].find((id) => {
      const [at, { width, height }] = [placed.nodes.get(id), placed.boxes.get(id)];
      return Math.abs(x - at.x) <= width / 2 + 1 && Math.abs(y - at.y) <= height / 2 + 1;
    });
  }

  function arrowAt(point, reach) {
    let [nearest, least] = [null, reach];
    for (const [id, run] of geometry) {
      const distance = distanceToRun(point, run, reach);
      if (distance < least && (!lit || lit.arrows.has(id) || distance < least / 2))
        [nearest, least] = [id, distance];
    }
    return nearest;
  }

  function thingAt(point, reach) {
    if (!placed) return null;
    const node = boxAt(point);
    if (node !== undefined) return { type: "node", id: node };
    const arrow = arrowAt(point, reach / network.getScale());
    return arrow === null ? null : { type: "edge", id: arrow };
  }

  const hasMoved = () => {
    touched = true;
  };

  function hover(found) {
    const id = found ? found.id : null;
    stage.style.setProperty("cursor", found ? "pointer" : "grab");
    if (id === hovered) return;
    hovered = id;
    network.redraw();
  }

  network.on("click", ({ pointer, event }) => {
    const isCoarse = event?.pointerType && event.pointerType !== "mouse";
    chosen(thingAt(pointer.canvas, isCoarse ? 18 : 8));
  });
  network.on("zoom", hasMoved);
  network.on("dragStart", hasMoved);
  stage.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || event.buttons) return;
    const inside = stage.getBoundingClientRect();
    hover(thingAt(network.DOMtoCanvas({ x: event.clientX - inside.left, y: event.clientY - inside.top }), 8));
  });
  stage.addEventListener("pointerleave", () => hover(null));
  new ResizeObserver(() => {
    if (!touched) fit();
  }).observe(stage);

  /** What stays bright: the chosen thing and what it touches; all where it is not in this view. */
  function litBy(thing) {
    if (!thing || !(thing.type === "node" ? placed.nodes : arrows).has(thing.id)) return null;
    const touches = (arrow) =>
      thing.type === "node" ? arrow.from === thing.id || arrow.to === thing.id : arrow.id === thing.id;
    const found = litArrows([...arrows.values()].filter(touches));
    if (thing.type === "node") found.nodes.add(thing.id);
    return found;
  }

  const litArrows = (near) => ({
    nodes: new Set(near.flatMap((arrow) => [arrow.from, arrow.to])),
    arrows: new Set(near.map((arrow) => arrow.id)),
  });

  function zoomBy(factor) {
    hasMoved();
    network.moveTo({ scale: within(network.getScale() * factor, 0.1, 4), animation: false });
  }

  function clientPoint({ x, y }) {
    const inside = stage.getBoundingClientRect();
    const point = network.canvasToDOM({ x, y });
    return { x: inside.left + point.x, y: inside.top + point.y };
  }

  /** The nearest box in a direction, for the arrow keys. */
  function neighbour(id, dx, dy) {
    const from = placed.nodes.get(id);
    let [nearest, least] = [null, Infinity];
    for (const [other, to] of placed.nodes) {
      const ahead = (to.x - from.x) * dx + (to.y - from.y) * dy;
      const aside = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
      const cost = ahead + 2.5 * aside;
      if (other !== id && ahead > 4 && cost < least) [nearest, least] = [other, cost];
    }
    return nearest;
  }

  /** All that is shown, as a picture by itself. */
  function picture(meta) {
    const boxes = [...placed.nodes.keys()].flatMap(marksOfBox);
    const shown = {
      columns: new Set([...placed.nodes.keys()].map((id) => nodes.get(id).column)),
      arrows: [...arrows.values()],
      marks,
    };
    return pictureOf({ placed, bounds, columns, shown, marks: [...marksOfArrows(), ...boxes] }, meta, colour);
  }

  return {
    show(next) {
      view = next;
      marks = next.marks || new Map();
      arrows = new Map(next.arrows.filter(({ from, to }) => from !== to).map((arrow) => [arrow.id, arrow]));
      selection = lit = hovered = null;
      touched = false;
      fit();
    },
    select(thing) {
      selection = thing;
      lit = litBy(thing);
      network.redraw();
    },
    /** Lights some arrows for as long as they are pointed at elsewhere; then again what is chosen. */
    light(ids) {
      lit = ids?.length
        ? litArrows([...arrows.values()].filter(({ id }) => ids.includes(id)))
        : litBy(selection);
      network.redraw();
    },
    /** Looks up the colours again, for light or dark. */
    repaint() {
      colour = readColours();
      network.redraw();
    },
    drawArrowSample,
    drawBoxSample,
    mark(next) {
      marks = next;
      network.redraw();
    },
    fit() {
      touched = false;
      fit();
    },
    /** Whether all of a view can be read at once in this window. */
    fits: (wanted) => bestOf(wanted).scale >= Math.max(readable(wanted), TOLERATED_TEXT / FONT_SIZE),
    zoomIn: () => zoomBy(1.25),
    zoomOut: () => zoomBy(0.8),
    centre(id) {
      hasMoved();
      const { x, y } = placed.nodes.get(id);
      network.moveTo({
        position: { x, y },
        scale: Math.max(network.getScale(), SMALLEST_TEXT / FONT_SIZE),
        animation: false,
      });
    },
    neighbour,
    nodePoint: (id) => clientPoint(placed.nodes.get(id)),
    /** A point at which a click finds this arrow and nothing else. */
    edgePoint(id) {
      const found = geometry.get(id).samples.find((point) => thingAt(point, 3)?.id === id);
      return found && clientPoint(found);
    },
    textSize: () => FONT_SIZE * network.getScale(),
    axis: () => placed.axis,
    svgOf: (meta) => picture(meta).svg,
    pngOf: (meta, scale = 2) => pngFrom(picture(meta), scale),
  };
}

/** How far boxes and arrows reach, and so far around boxes what is written on their rims. */
function boundsOf(placed, geometry, rim) {
  const extents = [...placed.nodes].map(([id, { x, y }]) => {
    const [deep, high] = [placed.boxes.get(id).width / 2 + rim, placed.boxes.get(id).height / 2 + rim];
    return { left: x - deep, right: x + deep, top: y - high, bottom: y + high };
  });
  if (!extents.length) return { left: 0, right: 1, top: 0, bottom: 1 };
  for (const { extent } of geometry.values()) {
    extents.push({
      left: extent.left - 4,
      right: extent.right + 4,
      top: extent.top - 4,
      bottom: extent.bottom + 4,
    });
  }
  const furthest = (side, choose) =>
    extents.reduce((far, extent) => choose(far, extent[side]), extents[0][side]);
  return {
    left: furthest("left", Math.min),
    right: furthest("right", Math.max),
    top: furthest("top", Math.min),
    bottom: furthest("bottom", Math.max),
  };
}
