/* Places on the page: a layout says layer and rank, here it is drawn out to a window. */

const LARGEST_SCALE = 1.15;
const LARGE_ENOUGH = 0.85;
const MOST_STRETCH = { along: 3.2, across: 2.6 };
const STEEP = { unit: 40, most: 200 };
const LEAST_BETWEEN = 6;

/** A number, or the nearest bound. */
export const within = (value, least, most) => Math.min(Math.max(value, least), most);

/** Of the layouts of a view the one that can be shown largest, the first where it is large enough; one that
    follows the arrows rather than the columns, if it can be read. Where none can be read whole, the one that
    is the least too wide: the rest lies below. */
export function bestLayout(layouts, sizes, room, readable) {
  const measured = layouts.map((layout) => scaledLayout(measuredLayout(layout, sizes), room));
  const flowing = measured.filter((one) => one.scale >= readable && !hasColumns(one.layout));
  const largest = (flowing.length ? flowing : measured).reduce((best, one) =>
    one.scale > best.scale * 1.04 && best.scale < LARGE_ENOUGH ? one : best,
  );
  if (largest.scale >= readable) return largest;
  return measured.reduce((best, one) => (one.wideScale > best.wideScale * 1.04 ? one : best));
}

const hasColumns = ({ layers }) => layers.some((layer) => layer.column !== null);

/** A measured layout with the scale at which it fits, beneath the heads of its columns where it has any. */
function scaledLayout(measured, { width, height, heads }) {
  const { layout, length, breadth } = measured;
  const isUpright = layout.axis === "x";
  const room = { width, heads: isUpright && hasColumns(layout) ? heads : 0 };
  room.height = height - room.heads;
  const wideScale = Math.min(room.width / Math.max(isUpright ? length : breadth, 1), LARGEST_SCALE);
  const scale = Math.min(wideScale, room.height / Math.max(isUpright ? breadth : length, 1));
  return { ...measured, room, wideScale, scale };
}

/** A layout with its boxes as large as the letters on this machine make them. */
function measuredLayout(layout, sizes) {
  const boxes = widenedBoxes(layout, sizes);
  const [along, across] = layout.axis === "x" ? ["width", "height"] : ["height", "width"];
  const layers = layout.layers.map(({ column }) => ({ column, size: 0, boxes: [], passing: [] }));
  for (const [id, [layer, at]] of Object.entries(layout.nodes)) {
    layers[layer].size = Math.max(layers[layer].size, boxes.get(id)[along]);
    layers[layer].boxes.push({ id, at, half: boxes.get(id)[across] / 2 });
  }
  for (const layer of layers) layer.boxes.sort((a, b) => a.at - b.at);
  const gaps = layout.layers.slice(1).map((layer, place) => {
    const last = layout.layers[place];
    return layer.at - layer.size / 2 - last.at - last.size / 2;
  });
  const spread = Math.max(1, ...layers.map(leastSpread));
  const length = total(layers.map((layer) => layer.size)) + total(gaps);
  return { layout, boxes, layers, gaps, spread, length, breadth: layout.breadth * spread };
}

/** A sum. */
export const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);

/** Boxes as large as their text, or as the arrows on their busiest side need. */
function widenedBoxes(layout, sizes) {
  const across = layout.axis === "x" ? "height" : "width";
  const wide = ([id, [, , least]]) => [
    id,
    { ...sizes.get(id), [across]: Math.max(sizes.get(id)[across], least) },
  ];
  return new Map(Object.entries(layout.nodes).map(wide));
}

/** By how much a layer must be drawn out so that no two of its boxes touch. */
function leastSpread({ boxes }) {
  const ratios = boxes.slice(1).map((box, place) => {
    const last = boxes[place];
    return (last.half + box.half + LEAST_BETWEEN) / Math.max(box.at - last.at, 1);
  });
  return Math.max(1, ...ratios);
}

/** A measured layout drawn out to a window: layers with their edges, boxes with their middles. */
export function stretchedLayout(best, arrows, scale) {
  const { layout, layers, boxes, room } = best;
  const [main, cross] = layout.axis === "x" ? [room.width, room.height] : [room.height, room.width];
  const across = Math.max(
    best.spread,
    within(cross / scale / Math.max(layout.breadth, 1), 1, MOST_STRETCH.across),
  );
  const gaps = widerGaps(best, arrows, main / scale - best.length, across);
  let start = 0;
  const strips = layers.map((layer, place) => {
    const strip = {
      start,
      end: start + layer.size,
      middle: start + layer.size / 2,
      column: layer.column,
      boxes: [],
      passing: [],
    };
    start = strip.end + (gaps[place] || 0);
    return strip;
  });
  const nodes = new Map();
  for (const [id, [layer, at]] of Object.entries(layout.nodes)) {
    const point = toXY(layout.axis, strips[layer].middle, at * across);
    const box = extentOf(layout.axis, boxes.get(id), strips[layer].middle, at * across, id);
    nodes.set(id, { layer, at: at * across, box, ...point });
    strips[layer].boxes.push(box);
  }
  for (const { boxes: held } of strips) held.sort((a, b) => a.low - b.low);
  const edges = new Map(
    Object.entries(layout.edges).map(([id, passed]) => [id, passed.map((at) => at * across)]),
  );
  return { axis: layout.axis, room, layers: strips, nodes, edges, boxes };
}

/** The gaps between layers with what room is left, most of it where arrows run steeply. */
function widerGaps({ layout, gaps }, arrows, room, across) {
  const steps = gaps.map(() => []);
  for (const { id, from, to } of arrows) {
    const [[first, start], [last, end]] = [layout.nodes[from], layout.nodes[to]];
    const places = [start, ...(layout.edges[id] || []), end];
    const lower = Math.min(first, last);
    if (first > last) places.reverse();
    for (let place = 1; place < places.length && first !== last; place += 1) {
      steps[lower + place - 1].push(Math.abs(places[place] - places[place - 1]) * across);
    }
  }
  const needs = gaps.map(
    (gap, place) =>
      gap * (1 + Math.min(total(steps[place]) / Math.max(steps[place].length, 1), STEEP.most) / STEEP.unit),
  );
  const most = total(gaps) * (MOST_STRETCH.along - 1);
  const shared = within(room, 0, most) / Math.max(total(needs), 1);
  return gaps.map((gap, place) => gap + needs[place] * shared);
}

function extentOf(axis, { width, height }, middle, at, id) {
  const [deep, wide] = axis === "x" ? [width / 2, height / 2] : [height / 2, width / 2];
  return { id, from: middle - deep, to: middle + deep, low: at - wide, high: at + wide };
}

/** A point on the page, from what lies along the axis and across it. */
export const toXY = (axis, main, cross) => (axis === "x" ? { x: main, y: cross } : { x: cross, y: main });
