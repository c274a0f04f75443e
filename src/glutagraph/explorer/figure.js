"use strict";

/* The figure: boxes held by vis-network, arrows drawn here. It knows places and colours, no words. */

/* exported makeFigure, drawArrowSample, drawBoxSample */
/* global vis */

const FONT_SIZE = 14;
const LINE_HEIGHT = 16;
const SMALLEST_TEXT = 10;
const LARGEST_SCALE = 1.15;
const MOST_STRETCH = 2.1;
const PORT_GAP = 9;
const HEAD = 9;
const TEE = 5;
const ROUND = 22;
const DIMMED = 0.13;
const FAMILY = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
const signName = (sign) => (sign > 0 ? "positive" : sign < 0 ? "negative" : "unknown");

/** Colours are said once, in the style sheet. */
function readColours() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

/* boxes: the shape says the kind, so that colour never does alone */

const SHAPES = {
  drug: (path, w, h) => path.roundRect(-w / 2, -h / 2, w, h, Math.min(h / 2, ROUND)),
  target: (path, w, h) => path.rect(-w / 2, -h / 2, w, h),
  cell: (path, w, h) => polygon(path, w, h, [[-1, 0, 0], [-1, -1, 8], [1, -1, -8], [1, 0, 0], [1, 1, -8], [-1, 1, 8]]),
  signaling: (path, w, h) => path.roundRect(-w / 2, -h / 2, w, h, 7),
  process: (path, w, h) => polygon(path, w, h, [[-1, -1, 0], [1, -1, -8], [1, 0, 0], [1, 1, -8], [-1, 1, 0], [-1, 0, 8]]),
  outcome: (path, w, h) => octagon(path, w, h, Math.min(7, h / 4)),
};

function polygon(path, w, h, corners) {
  for (const [x, y, inset] of corners) path.lineTo((x * w) / 2 + inset, (y * h) / 2);
  path.closePath();
}

function octagon(path, w, h, cut) {
  const [x, y] = [w / 2, h / 2];
  path.moveTo(-x + cut, -y);
  path.lineTo(x - cut, -y);
  path.lineTo(x, -y + cut);
  path.lineTo(x, y - cut);
  path.lineTo(x - cut, y);
  path.lineTo(-x + cut, y);
  path.lineTo(-x, y - cut);
  path.lineTo(-x, -y + cut);
  path.closePath();
}

function shapeOf(column, w, h) {
  const path = new Path2D();
  (SHAPES[column] || SHAPES.signaling)(path, w, h);
  return path;
}

/** How far inside its bounding box the outline of a shape runs, so far from the middle of a side. */
function insetOf(column, side, from, h) {
  const away = Math.min(Math.abs(from) / (h / 2), 1);
  if (column === "drug") return roundInset(Math.abs(from) - h / 2, Math.min(h / 2, ROUND));
  if (column === "cell" || (column === "process" && side > 0)) return 8 * away;
  if (column === "process") return 8 * (1 - away);
  return column === "outcome" ? Math.max(0, Math.abs(from) - h / 2 + Math.min(7, h / 4)) : 0;
}

function roundInset(beyond, radius) {
  const over = clamp(beyond + radius, 0, radius);
  return radius - Math.sqrt(radius * radius - over * over);
}

/** How much of a side arrows may use: its straight part, where it has one. */
const usable = (column, axis, { width, height }) =>
  axis === "x" ? height - 12 : width - (column === "drug" ? Math.min(height, 2 * ROUND) : 24);

function drawBoxSample(ctx, column, w, h) {
  const colour = readColours();
  const path = shapeOf(column, w, h);
  ctx.fillStyle = colour(`${column}-fill`);
  ctx.strokeStyle = colour(`${column}-line`);
  ctx.lineWidth = 1.3;
  ctx.fill(path);
  ctx.stroke(path);
}

/* arrows */

const widthOf = (edge) => (edge.joint ? 1.2 : [1.1, 1.4, 2.1, 2.7, 3.3][Math.min(edge.papers || 0, 4)]);

function dashesOf(edge) {
  if (edge.joint) return [1, 5];
  if (edge.disputed) return edge.net ? [8, 4, 1.5, 4] : [1.5, 4];
  return edge.net ? [7, 4] : [];
}

/** The end of an arrow at the origin, pointing right. */
function drawHead(ctx, edge) {
  ctx.setLineDash([]);
  ctx.beginPath();
  if (edge.joint) return;
  if (edge.sign > 0) {
    ctx.moveTo(0, 0);
    ctx.lineTo(-HEAD, -4.3);
    ctx.lineTo(-HEAD, 4.3);
    ctx.closePath();
    ctx.fill();
  } else if (edge.sign < 0) {
    ctx.lineWidth = 2.6;
    ctx.moveTo(-3.5, -TEE);
    ctx.lineTo(-3.5, TEE);
    ctx.stroke();
  } else {
    ctx.arc(-4, 0, 3.4, 0, 2 * Math.PI);
    ctx.fill();
  }
}

const headLength = (edge) => (edge.joint ? 0 : edge.sign > 0 ? HEAD - 1 : edge.sign < 0 ? 3.5 : 5);

function drawArrowSample(ctx, edge, length) {
  const colour = readColours();
  ctx.strokeStyle = ctx.fillStyle = colour(edge.neutral ? "soft" : signName(edge.sign));
  ctx.lineWidth = edge.width || widthOf(edge);
  ctx.setLineDash(dashesOf(edge));
  ctx.beginPath();
  ctx.moveTo(0, 0);
  ctx.lineTo(length - (edge.headless ? 0 : headLength(edge)), 0);
  ctx.stroke();
  if (edge.headless) return;
  ctx.translate(length, 0);
  drawHead(ctx, edge);
}

/* places: Python says layer and rank, here they are stretched to the window */

/** Of the layouts of a view the one that can be shown largest. */
function bestLayout(layouts, room) {
  const scale = (layout) => {
    const [w, h] = layout.axis === "x" ? [layout.length, layout.breadth] : [layout.breadth, layout.length];
    return Math.min(room.width / Math.max(w, 1), room.height / Math.max(h, 1), LARGEST_SCALE);
  };
  let best = layouts[0];
  for (const layout of layouts) if (scale(layout) > scale(best) * 1.02) best = layout;
  return { layout: best, scale: scale(best) };
}

/** Boxes as large as their text, or as the arrows on their busiest side need. */
function widened(labels, layout) {
  const across = layout.axis === "x" ? "height" : "width";
  const wide = ([id, [, , least]]) => {
    const label = labels.get(id);
    return [id, { ...label, [across]: Math.max(label[across], least) }];
  };
  return new Map(Object.entries(layout.nodes).map(wide));
}

/** Main and cross coordinates of everything, with the gaps stretched and the boxes as they are. */
function stretched(layout, room, scale) {
  const [main, cross] = layout.axis === "x" ? [room.width, room.height] : [room.height, room.width];
  const along = clamp(main / scale / Math.max(layout.length, 1), 1, MOST_STRETCH);
  const across = clamp(cross / scale / Math.max(layout.breadth, 1), 1, MOST_STRETCH);
  const layers = layout.layers.map((layer) => ({
    middle: layer.at * along,
    start: layer.at * along - layer.size / 2,
    end: layer.at * along + layer.size / 2,
    column: layer.column,
  }));
  return { axis: layout.axis, layers, across, nodes: layout.nodes, edges: layout.edges };
}

const toXY = (axis, main, cross) => (axis === "x" ? { x: main, y: cross } : { x: cross, y: main });

/** The sides from which an arrow leaves and at which it arrives: +1 is forward, -1 backward. */
function sidesOf(placed, edge) {
  const start = placed.nodes[edge.from][0];
  const end = placed.nodes[edge.to][0];
  if (start === end) return { leaves: 1, arrives: 1 };
  return start < end ? { leaves: 1, arrives: -1 } : { leaves: -1, arrives: 1 };
}

/** Where on the sides of boxes arrows begin and end: apart, in the order of where they come from. */
function portsOf(placed, edges, boxes) {
  const sides = new Map();
  const enter = (edge, node, side, last) => {
    const passed = placed.edges[edge.id] || [];
    const other = last ? edge.from : edge.to;
    const next = passed.length ? passed[last ? passed.length - 1 : 0] : placed.nodes[other][1];
    const key = `${side} ${node}`;
    if (!sides.has(key)) sides.set(key, { node, ends: [] });
    sides.get(key).ends.push({ edge, last, next });
  };
  for (const edge of edges) {
    const { leaves, arrives } = sidesOf(placed, edge);
    enter(edge, edge.from, leaves, false);
    enter(edge, edge.to, arrives, true);
  }
  const ports = new Map(edges.map((edge) => [edge.id, [0, 0]]));
  for (const { node, ends } of sides.values()) {
    ends.sort((a, b) => a.next - b.next || (a.edge.id < b.edge.id ? -1 : 1));
    const box = boxes.get(node);
    const side = usable(box.column, placed.axis, box);
    const gap = ends.length > 1 ? Math.min(PORT_GAP + 3, side / (ends.length - 1)) : 0;
    ends.forEach((end, place) => {
      ports.get(end.edge.id)[end.last ? 1 : 0] = (place - (ends.length - 1) / 2) * gap;
    });
  }
  return ports;
}

/** The points that an arrow's curve joins, as [main, cross], and whether each stretch is straight. */
function courseOf(placed, edge, ports, boxes) {
  const depth = (node, side, port) => {
    const { column, width, height } = boxes.get(node);
    return placed.axis === "x" ? width / 2 - insetOf(column, side, port, height) : height / 2;
  };
  const [[startLayer, startAt], [endLayer, endAt]] = [placed.nodes[edge.from], placed.nodes[edge.to]];
  const { leaves, arrives } = sidesOf(placed, edge);
  const [startPort, endPort] = ports.get(edge.id);
  const start = [placed.layers[startLayer].middle + leaves * depth(edge.from, leaves, startPort), startAt * placed.across + startPort];
  const end = [placed.layers[endLayer].middle + arrives * depth(edge.to, arrives, endPort), endAt * placed.across + endPort];
  const step = startLayer < endLayer ? 1 : -1;
  const points = [start];
  (placed.edges[edge.id] || []).forEach((at, index) => {
    const layer = placed.layers[startLayer + step * (index + 1)];
    const [near, far] = step > 0 ? [layer.start, layer.end] : [layer.end, layer.start];
    points.push([near, at * placed.across], [far, at * placed.across]);
  });
  points.push(end);
  return { points, leaves, arrives };
}

/** An arrow as a path to stroke, points to pick it by, and the place and direction of its head. */
function geometryOf(placed, edge, ports, boxes) {
  const { points, leaves, arrives } = courseOf(placed, edge, ports, boxes);
  const tip = points[points.length - 1];
  const neck = [tip[0] + arrives * headLength(edge), tip[1]];
  const curves = [];
  const course = [...points.slice(0, -1), neck];
  for (let i = 1; i < course.length; i += 1) {
    const [a, b] = [course[i - 1], course[i]];
    if (leaves === arrives && course.length === 2) {
      const out = placed.layers[placed.nodes[edge.from][0]].end;
      const bulge = out + clamp(12 + Math.abs(a[1] - b[1]) * 0.14, 14, 40);
      curves.push([a, [bulge, a[1]], [bulge, b[1]], b]);
    } else {
      const middle = (a[0] + b[0]) / 2;
      curves.push([a, [middle, a[1]], [middle, b[1]], b]);
    }
  }
  const xy = (point) => toXY(placed.axis, point[0], point[1]);
  return { path: pathOf(curves, xy), samples: samplesOf(curves, xy), tip: xy(tip), turn: turnOf(placed.axis, arrives) };
}

const turnOf = (axis, arrives) => (axis === "x" ? (arrives < 0 ? 0 : Math.PI) : arrives < 0 ? Math.PI / 2 : -Math.PI / 2);

function pathOf(curves, xy) {
  const path = new Path2D();
  const start = xy(curves[0][0]);
  path.moveTo(start.x, start.y);
  for (const [, b, c, d] of curves) {
    const [p, q, r] = [xy(b), xy(c), xy(d)];
    path.bezierCurveTo(p.x, p.y, q.x, q.y, r.x, r.y);
  }
  return path;
}

function samplesOf(curves, xy) {
  const samples = [];
  for (const [a, b, c, d] of curves) {
    for (let i = 0; i <= 12; i += 1) {
      const t = i / 12;
      const u = 1 - t;
      const mix = (k) => u * u * u * a[k] + 3 * u * u * t * b[k] + 3 * u * t * t * c[k] + t * t * t * d[k];
      samples.push(xy([mix(0), mix(1)]));
    }
  }
  return samples;
}

function distanceToSegment(point, a, b) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const square = dx * dx + dy * dy;
  const t = square ? clamp(((point.x - a.x) * dx + (point.y - a.y) * dy) / square, 0, 1) : 0;
  return Math.hypot(point.x - a.x - t * dx, point.y - a.y - t * dy);
}

/** Makes the figure in an element. `chosen` is called with a box, an arrow or null when one is clicked. */
function makeFigure(stage, data, chosen) {
  const nodeById = new Map(data.nodes.map((node) => [node.id, node]));
  const edgeById = new Map(data.edges.map((edge) => [edge.id, edge]));
  const labels = measured(data.nodes);
  let boxes = labels;
  let colour = readColours();
  let view = null;
  let placed = null;
  let geometry = new Map();
  let bounds = null;
  let selection = null;
  let hovered = null;
  let lit = null;
  let touched = false;

  const dataset = new vis.DataSet();
  const network = new vis.Network(stage, { nodes: dataset, edges: new vis.DataSet() }, {
    autoResize: true,
    physics: false,
    layout: { randomSeed: 1, improvedLayout: false },
    interaction: { dragNodes: false, hover: false, selectable: false, zoomSpeed: 0.6, tooltipDelay: 1e9 },
    nodes: { shape: "custom", fixed: true, chosen: false },
  });
  stage.querySelectorAll("[tabindex]").forEach((inner) => inner.setAttribute("tabindex", "-1"));

  function room(wanted = view) {
    const margin = Math.min(20, stage.clientWidth * 0.03);
    const heads = wanted.layouts[0].layers.some((layer) => layer.column !== null) ? 30 : 0;
    const width = (stage.clientWidth || 900) - 2 * margin;
    return { width, height: (stage.clientHeight || 600) - 2 * margin - heads, heads };
  }

  function place() {
    const { layout, scale } = bestLayout(view.layouts, room());
    placed = stretched(layout, room(), Math.max(scale, readable()));
    boxes = widened(labels, layout);
    const edges = view.edges.map((id) => edgeById.get(id));
    const ports = portsOf(placed, edges, boxes);
    geometry = new Map(edges.map((edge) => [edge.id, geometryOf(placed, edge, ports, boxes)]));
    const placedNodes = Object.entries(placed.nodes).map(([id, [layer, at]]) => ({
      id,
      ...toXY(placed.axis, placed.layers[layer].middle, at * placed.across),
      ctxRenderer: (drawn) => drawBox(drawn, nodeById.get(id)),
    }));
    bounds = boundsOf(placedNodes);
    dataset.clear();
    dataset.add(placedNodes);
  }

  const readable = (wanted = view) =>
    (wanted.whole ? 0 : wanted.group === "Overview" ? SMALLEST_TEXT - 1 : SMALLEST_TEXT) / FONT_SIZE;

  function boundsOf(nodes) {
    const found = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
    const take = (x, y, w, h) => {
      found.left = Math.min(found.left, x - w);
      found.right = Math.max(found.right, x + w);
      found.top = Math.min(found.top, y - h);
      found.bottom = Math.max(found.bottom, y + h);
    };
    for (const { id, x, y } of nodes) take(x, y, boxes.get(id).width / 2, boxes.get(id).height / 2);
    for (const { samples } of geometry.values()) for (const { x, y } of samples) take(x, y, 4, 4);
    return nodes.length ? found : { left: 0, right: 1, top: 0, bottom: 1 };
  }

  /** All of it; but letters stay large enough to read, and then it begins at its beginning. */
  function fit() {
    if (!view) return;
    place();
    if (!stage.clientWidth || !stage.clientHeight) return; // the table is shown instead
    const { width, height, heads } = room();
    const [w, h] = [bounds.right - bounds.left, bounds.bottom - bounds.top];
    const scale = clamp(Math.min(width / w, height / h), readable(), LARGEST_SCALE);
    const centre = { x: (bounds.left + bounds.right) / 2, y: (bounds.top + bounds.bottom) / 2 - heads / 2 / scale };
    if (w * scale > width) centre.x = bounds.left + width / 2 / scale;
    if (h * scale > height) centre.y = bounds.top + height / 2 / scale - heads / 2 / scale;
    network.moveTo({ position: centre, scale, animation: false });
    network.redraw();
  }

  function drawBox({ ctx, x, y }, node) {
    const box = boxes.get(node.id);
    const isChosen = selection && selection.type === "node" && selection.id === node.id;
    const draw = () => {
      ctx.save();
      ctx.translate(x, y);
      ctx.globalAlpha = !lit || lit.nodes.has(node.id) ? 1 : DIMMED;
      const path = shapeOf(node.group, box.width, box.height);
      if (isChosen) strokeHalo(ctx, path);
      ctx.fillStyle = colour(`${node.group}-fill`);
      ctx.strokeStyle = colour(`${node.group}-line`);
      ctx.lineWidth = isChosen || hovered === node.id ? 2.4 : 1.3;
      ctx.fill(path);
      ctx.stroke(path);
      writeLines(ctx, node.lines);
      ctx.restore();
    };
    return { drawNode: draw, nodeDimensions: { width: box.width, height: box.height } };
  }

  function strokeHalo(ctx, path) {
    ctx.strokeStyle = colour("halo");
    ctx.lineWidth = 9;
    ctx.stroke(path);
  }

  function writeLines(ctx, lines) {
    ctx.fillStyle = colour("ink");
    ctx.font = `500 ${FONT_SIZE}px ${FAMILY}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    lines.forEach((line, place) => ctx.fillText(line, 0, (place - (lines.length - 1) / 2) * LINE_HEIGHT + 0.5));
  }

  function drawArrow(ctx, edge, isChosen) {
    const { path, tip, turn } = geometry.get(edge.id);
    ctx.save();
    if (isChosen) strokeHalo(ctx, path);
    ctx.strokeStyle = ctx.fillStyle = colour(edge.joint ? "soft" : signName(edge.sign));
    ctx.lineWidth = widthOf(edge) + (isChosen || hovered === edge.id ? 1 : 0);
    ctx.lineCap = edge.disputed || edge.joint ? "round" : "butt";
    ctx.setLineDash(dashesOf(edge));
    ctx.stroke(path);
    ctx.lineCap = "butt";
    ctx.translate(tip.x, tip.y);
    ctx.rotate(turn);
    drawHead(ctx, edge);
    ctx.restore();
  }

  function drawArrows(ctx) {
    const edges = view.edges.map((id) => edgeById.get(id));
    const isLit = (edge) => !lit || lit.edges.has(edge.id);
    ctx.globalAlpha = DIMMED;
    for (const edge of edges) if (!isLit(edge)) drawArrow(ctx, edge, false);
    ctx.globalAlpha = lit || edges.length < 60 ? 1 : 0.82;
    const chosenLast = (edge) => (selection && selection.id === edge.id ? 2 : edge.net ? 0 : 1);
    const bright = edges.filter(isLit).sort((a, b) => chosenLast(a) - chosenLast(b));
    for (const edge of bright) drawArrow(ctx, edge, chosenLast(edge) === 2);
    ctx.globalAlpha = 1;
  }

  /** Strips behind the layers that share a column, with the column's name at the head. */
  function drawColumns(ctx) {
    const strips = [];
    for (const layer of placed.layers) {
      if (layer.column === null) return;
      const last = strips[strips.length - 1];
      if (last && last.column === layer.column) last.end = layer.end;
      else strips.push({ ...layer });
    }
    strips.forEach((strip, place) => drawStrip(ctx, strip, strips[place - 1], strips[place + 1], place));
  }

  function drawStrip(ctx, strip, before, after, place) {
    const start = before ? (before.end + strip.start) / 2 : strip.start - 22;
    const end = after ? (strip.end + after.start) / 2 : strip.end + 22;
    const far = 4000;
    ctx.fillStyle = colour(place % 2 ? "paper" : "band");
    if (placed.axis === "x") ctx.fillRect(start, bounds.top - far, end - start, bounds.bottom - bounds.top + 2 * far);
    else ctx.fillRect(bounds.left - far, start, bounds.right - bounds.left + 2 * far, end - start);
    ctx.fillStyle = colour("soft");
    ctx.font = `600 ${FONT_SIZE - 1}px ${FAMILY}`;
    ctx.textBaseline = "middle";
    const label = data.columns[strip.column].label.toUpperCase();
    ctx.textAlign = placed.axis === "x" ? "center" : "left";
    if (placed.axis === "x") ctx.fillText(label, (strip.start + strip.end) / 2, bounds.top - 22);
    else ctx.fillText(label, bounds.left, start + 9);
  }

  network.on("beforeDrawing", (ctx) => {
    if (!placed) return;
    drawColumns(ctx);
    drawArrows(ctx);
  });

  /* picking */

  function nodeAt(point) {
    return Object.keys(placed.nodes).find((id) => {
      const box = boxes.get(id);
      const at = centreOf(id);
      return Math.abs(point.x - at.x) <= box.width / 2 + 1 && Math.abs(point.y - at.y) <= box.height / 2 + 1;
    });
  }

  function edgeAt(point, reach) {
    let [nearest, least] = [null, reach];
    for (const [id, { samples }] of geometry) {
      for (let i = 1; i < samples.length; i += 1) {
        const distance = distanceToSegment(point, samples[i - 1], samples[i]);
        if (distance < least && (!lit || lit.edges.has(id) || distance < least / 2)) [nearest, least] = [id, distance];
      }
    }
    return nearest;
  }

  function at(point, reach) {
    if (!placed) return null;
    const node = nodeAt(point);
    if (node) return { type: "node", id: node };
    const edge = edgeAt(point, reach / network.getScale());
    return edge ? { type: "edge", id: edge } : null;
  }

  const centreOf = (id) => {
    const [layer, cross] = placed.nodes[id];
    return toXY(placed.axis, placed.layers[layer].middle, cross * placed.across);
  };

  network.on("click", ({ pointer, event }) => {
    const coarse = event && event.pointerType && event.pointerType !== "mouse";
    chosen(at(pointer.canvas, coarse ? 18 : 8));
  });
  const hasMoved = () => {
    touched = true;
  };
  network.on("zoom", hasMoved);
  network.on("dragStart", hasMoved);
  stage.addEventListener("pointermove", (event) => {
    const inside = stage.getBoundingClientRect();
    const point = network.DOMtoCanvas({ x: event.clientX - inside.left, y: event.clientY - inside.top });
    const found = event.buttons ? null : at(point, 8);
    stage.style.cursor = found ? "pointer" : "grab";
    if ((found && found.id) !== hovered) {
      hovered = found && found.id;
      network.redraw();
    }
  });
  new ResizeObserver(() => {
    if (!touched) fit();
  }).observe(stage);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    colour = readColours();
    network.redraw();
  });

  /** What stays bright: the chosen thing and what it touches. */
  function litBy(thing) {
    if (!thing) return null;
    const edges = view.edges.map((id) => edgeById.get(id));
    const near = edges.filter((edge) =>
      thing.type === "node" ? edge.from === thing.id || edge.to === thing.id : edge.id === thing.id);
    const nodes = new Set(near.flatMap((edge) => [edge.from, edge.to]));
    if (thing.type === "node") nodes.add(thing.id);
    return { nodes, edges: new Set(near.map((edge) => edge.id)) };
  }

  function zoomBy(factor) {
    hasMoved();
    network.moveTo({ scale: clamp(network.getScale() * factor, 0.1, 4), animation: false });
  }

  function clientPoint({ x, y }) {
    const inside = stage.getBoundingClientRect();
    const point = network.canvasToDOM({ x, y });
    return { x: inside.left + point.x, y: inside.top + point.y };
  }

  return {
    show(next) {
      view = next;
      selection = lit = null;
      touched = false;
      fit();
    },
    select(thing) {
      selection = thing;
      lit = litBy(thing);
      network.redraw();
    },
    fit() {
      touched = false;
      fit();
    },
    /** Whether all of a view can be read at once in this window. */
    fits: (wanted) => bestLayout(wanted.layouts, room(wanted)).scale >= readable(wanted),
    zoomIn: () => zoomBy(1.25),
    zoomOut: () => zoomBy(0.8),
    centre(id) {
      hasMoved();
      network.moveTo({ position: centreOf(id), scale: Math.max(network.getScale(), SMALLEST_TEXT / FONT_SIZE), animation: false });
    },
    /** The nearest box in a direction, for the arrow keys. */
    neighbour(id, dx, dy) {
      const from = centreOf(id);
      let [nearest, least] = [null, Infinity];
      for (const other of Object.keys(placed.nodes)) {
        const to = centreOf(other);
        const ahead = (to.x - from.x) * dx + (to.y - from.y) * dy;
        const aside = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
        const cost = ahead + 2.5 * aside;
        if (other !== id && ahead > 4 && cost < least) [nearest, least] = [other, cost];
      }
      return nearest;
    },
    nodePoint: (id) => clientPoint(centreOf(id)),
    /** A point at which a click finds this arrow and nothing else. */
    edgePoint(id) {
      const found = geometry.get(id).samples.find((point) => (at(point, 3) || {}).id === id);
      return found && clientPoint(found);
    },
    textSize: () => FONT_SIZE * network.getScale(),
    axis: () => placed.axis,
  };
}

/** How large the box of each node is, as the letters on this machine are. */
function measured(nodes) {
  const ctx = document.createElement("canvas").getContext("2d");
  ctx.font = `500 ${FONT_SIZE}px ${FAMILY}`;
  const size = ({ lines, group }) => ({
    column: group,
    width: Math.max(...lines.map((line) => ctx.measureText(line).width)) + 24,
    height: lines.length * LINE_HEIGHT + 14,
  });
  return new Map(nodes.map((node) => [node.id, size(node)]));
}
