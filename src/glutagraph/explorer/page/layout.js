/* Where boxes and arrows go: layers across the page, few crossings, no arrow through a box.

   An arrow over several layers takes a place of its own in each layer that it passes, as a box does
   (Sugiyama's method). Everything is decided by the names of boxes and arrows, nothing by chance. The same,
   to the decimal, as layout.py. */

import { aligned } from "./aligning.js";
import { compareText } from "./ordering.js";
import { often, straighten, untangle } from "./untangling.js";
import { boxSize } from "./wrapping.js";

const STRAIGHTENINGS = { columns: 3, flow: 1 };
const ALIGNMENTS = 16;
const ALIGNING = 60000;
const BETWEEN_LAYERS = { columns: { x: 20, y: 22 }, flow: { x: 32, y: 20 } };
const FOR_TRAFFIC = { x: 0.7, y: 0.6 };
const MOST_TRAFFIC = 20;
const PORT_ROOM = 5;
const MOST_PORTS = 10;
const FLOWING = 40;
const SHAPES = {
  flow: [
    ["flow", "x", 13],
    ["flow", "y", 6],
    ["columns", "x", 18],
    ["flow", "y", 3],
  ],
  columns: [
    ["columns", "x", 18],
    ["columns", "x", 14],
    ["columns", "y", 3],
  ],
};
const CROWDED = 150;

/** The layouts of a view for windows of several shapes and telephones; a crowd is only overlooked, in one. */
export function layoutsOf(entities, links) {
  const busiest = busiestSides(links);
  const boxes = entities.map(({ id, column, label }) => ({
    id,
    column,
    ...boxSize(label),
    ports: busiest.get(id) || 0,
  }));
  const crowd = [["columns", "x", Math.ceil(Math.sqrt(2 * entities.length))]];
  const usual = SHAPES[entities.length <= FLOWING ? "flow" : "columns"];
  const shapes = entities.length > CROWDED ? crowd : usual;
  return shapes.map(([order, axis, abreast]) => layered(boxes, links, order, axis, abreast));
}

/** How many arrows leave or reach each box, whichever are more. */
function busiestSides(links) {
  const leaving = new Map();
  const arriving = new Map();
  for (const { start, end } of links) {
    leaving.set(start, (leaving.get(start) || 0) + 1);
    arriving.set(end, (arriving.get(end) || 0) + 1);
  }
  const ends = new Set([...leaving.keys(), ...arriving.keys()]);
  return new Map([...ends].map((id) => [id, Math.max(leaving.get(id) || 0, arriving.get(id) || 0)]));
}

/** A layout with its layers along an axis and about so many boxes abreast at most. */
export function layered(boxes, links, order, axis, abreast) {
  const named = [...boxes].sort(byName);
  const drawn = links.filter((link) => link.start !== link.end).sort(byName);
  const groups =
    order === "columns" ? groupedByColumn(named, drawn, abreast) : groupedByFlow(named, drawn, abreast);
  const slots = slotsOf(groups, drawn, axis);
  untangle(slots);
  straighten(slots, axis, STRAIGHTENINGS[order]);
  return assembled(
    groups,
    drawn,
    slots,
    aligned(slots, axis, often(slots, ALIGNMENTS, ALIGNING, 4)),
    axis,
    order,
  );
}

const byName = (one, other) => compareText(one.id, other.id);

/** What the arrows on its busiest side alone take of a box. */
const leastOf = (box) => Math.min(box.ports, MOST_PORTS) * PORT_ROOM + 8;
const breadthOf = (box, axis) => Math.max(axis === "x" ? box.height : box.width, leastOf(box));

/* layers */

/** A layer for each column, or several where it is too long, cut along the arrows within it. */
function groupedByColumn(boxes, links, abreast) {
  const columns = [...new Set(boxes.map((box) => box.column))].sort((one, other) => one - other);
  return columns.flatMap((column) => {
    const held = boxes.filter((box) => box.column === column);
    const depth = depthsOf(held, linksWithin(held, links));
    return cutInto(
      held.sort((one, other) => depth.get(one.id) - depth.get(other.id) || byName(one, other)),
      abreast,
    );
  });
}

/** A layer for each step along the arrows; what begins stands before what it acts on. */
function groupedByFlow(boxes, links, abreast) {
  const leading = leadingOf(links);
  const depth = depthsOf(boxes, leading);
  drawNear(depth, boxes, leading);
  const layers = [...new Set(depth.values())].sort((one, other) => one - other);
  return layers.flatMap((layer) => {
    const held = boxes.filter((box) => depth.get(box.id) === layer);
    return cutInto(
      held.sort((one, other) => one.column - other.column || byName(one, other)),
      abreast,
    );
  });
}

function linksWithin(boxes, links) {
  const names = new Set(boxes.map((box) => box.id));
  return links.filter((link) => names.has(link.start) && names.has(link.end));
}

/** The arrows that decide the order: others only where an end has no better one. */
function leadingOf(links) {
  const led = new Set(links.filter((link) => link.leads).flatMap((link) => [link.start, link.end]));
  return links.filter((link) => link.leads || !led.has(link.start) || !led.has(link.end));
}

/** The longest way to each box; a loop is opened where it is entered from outside. */
function depthsOf(boxes, links) {
  const before = new Map(boxes.map((box) => [box.id, new Set()]));
  const after = new Map(boxes.map((box) => [box.id, new Set()]));
  for (const link of links) {
    before.get(link.end).add(link.start);
    after.get(link.start).add(link.end);
  }
  const columns = new Map(boxes.map((box) => [box.id, box.column]));
  const waiting = new Map(boxes.map((box) => [box.id, before.get(box.id).size]));
  const readier = (one, other) => {
    const [mine, theirs] = [waiting.get(one), waiting.get(other)];
    const entered = (name, count) => Number(before.get(name).size <= count);
    return (
      Number(mine > 0) - Number(theirs > 0) ||
      entered(one, mine) - entered(other, theirs) ||
      columns.get(one) - columns.get(other) ||
      mine - theirs ||
      compareText(one, other)
    );
  };
  const depth = new Map();
  while (waiting.size) {
    let name = null;
    for (const other of waiting.keys()) if (name === null || readier(other, name) < 0) name = other;
    waiting.delete(name);
    const passed = [...before.get(name)]
      .filter((other) => depth.has(other))
      .map((other) => depth.get(other) + 1);
    depth.set(name, Math.max(0, ...passed));
    for (const other of after.get(name)) if (waiting.has(other)) waiting.set(other, waiting.get(other) - 1);
  }
  return depth;
}

/** What nothing leads to stands just before what it acts on, and last outcomes stand last. */
function drawNear(depth, boxes, links) {
  const after = new Map(boxes.map((box) => [box.id, []]));
  const led = new Set(links.map((link) => link.end));
  for (const link of links) after.get(link.start).push(link.end);
  const deepest = Math.max(0, ...depth.values());
  const last = Math.max(...boxes.map((box) => box.column));
  for (const { id, column } of boxes) {
    const following = after
      .get(id)
      .map((name) => depth.get(name))
      .filter((at) => at > depth.get(id));
    if (!led.has(id) && following.length) depth.set(id, Math.min(...following) - 1);
    else if (!after.get(id).length && column === last) depth.set(id, deepest);
  }
}

/** Runs of nearly equal length, none longer than allowed. */
function cutInto(boxes, abreast) {
  const count = Math.ceil(boxes.length / abreast);
  const end = (part) => Math.floor((boxes.length * part) / count);
  return Array.from({ length: count }, (_, part) => boxes.slice(end(part), end(part + 1)));
}

/* places in layers: those of boxes are numbered first, then those of the arrows that pass */

/** The places of each layer, what each is joined to before, behind and beside, and the course of each arrow. */
function slotsOf(groups, links, axis) {
  const boxes = groups.flat();
  const layerOf = new Map(groups.flatMap((group, layer) => group.map((box) => [box.id, layer])));
  const numberOf = new Map(boxes.map((box, number) => [box.id, number]));
  const slots = {
    layers: [],
    sizes: [],
    boxes: boxes.length,
    before: [],
    after: [],
    beside: [],
    leading: [],
    courses: [],
  };
  const enter = (layer, size) => {
    slots.layers[layer].push(slots.sizes.length);
    slots.sizes.push(size);
    for (const joined of [slots.before, slots.after, slots.beside, slots.leading]) joined.push([]);
    return slots.sizes.length - 1;
  };
  groups.forEach((group, layer) => {
    slots.layers.push([]);
    for (const box of group) enter(layer, breadthOf(box, axis));
  });
  for (const link of links) slots.courses.push(courseThrough(slots, link, layerOf, numberOf, enter));
  return slots;
}

/** Joins the places that an arrow runs through, from its lower layer to its higher, and names them. */
function courseThrough(slots, link, layerOf, numberOf, enter) {
  const [start, end] = [numberOf.get(link.start), numberOf.get(link.end)];
  const [from, to] = [layerOf.get(link.start), layerOf.get(link.end)];
  if (from === to) {
    slots.beside[start].push(end);
    slots.beside[end].push(start);
    return [start, end];
  }
  const course = [from < to ? start : end];
  for (let layer = Math.min(from, to) + 1; layer < Math.max(from, to); layer += 1)
    course.push(enter(layer, 0));
  course.push(from < to ? end : start);
  for (let place = 1; place < course.length; place += 1) {
    const [one, other] = [course[place - 1], course[place]];
    slots.after[one].push(other);
    slots.before[other].push(one);
    if (link.leads)
      for (const [slot, near] of [
        [one, other],
        [other, one],
      ])
        slots.leading[slot].push(near);
  }
  return course;
}

/* the layout */

function assembled(groups, links, slots, places, axis, order) {
  const { layers, length } = layersOf(groups, slots, axis, order);
  const boxes = groups.flatMap((group, layer) => group.map((box) => ({ box, layer })));
  const nodes = boxes.map(({ box, layer }, slot) => [box.id, [layer, tenths(places[slot]), leastOf(box)]]);
  const layerOf = new Map(boxes.map(({ box, layer }) => [box.id, layer]));
  const edges = links.map((link, number) => {
    const passed = slots.courses[number].slice(1, -1).map((slot) => tenths(places[slot]));
    return [link.id, layerOf.get(link.start) > layerOf.get(link.end) ? passed.reverse() : passed];
  });
  const breadth = places.reduce((most, at, slot) => Math.max(most, at + slots.sizes[slot] / 2), 0);
  return {
    axis,
    length: tenths(length),
    breadth: tenths(breadth),
    layers: layers.map(({ at, size, column }) => ({ at: tenths(at), size: tenths(size), column })),
    nodes: Object.fromEntries(nodes.sort(byFirst)),
    edges: Object.fromEntries(edges),
  };
}

const byFirst = ([one], [other]) => compareText(one, other);

/** A number to one decimal, by steps that every language takes alike. */
const tenths = (number) => Math.floor(number * 10 + 0.5) / 10;

/** The layers one behind the other, further apart where many arrows run between. */
function layersOf(groups, slots, axis, order) {
  const layers = [];
  let length = 0;
  groups.forEach((group, index) => {
    if (index)
      length +=
        BETWEEN_LAYERS[order][axis] + FOR_TRAFFIC[axis] * Math.min(trafficBefore(slots, index), MOST_TRAFFIC);
    const size = Math.max(...group.map((box) => (axis === "x" ? box.width : box.height)));
    layers.push({ at: length + size / 2, size, column: order === "columns" ? group[0].column : null });
    length += size;
  });
  return { layers, length };
}

/** How many arrows run between a layer and the one before, and within that one. */
function trafficBefore(slots, index) {
  const arriving = slots.layers[index].reduce((sum, slot) => sum + slots.before[slot].length, 0);
  return arriving + slots.layers[index - 1].reduce((sum, slot) => sum + slots.beside[slot].length, 0);
}
