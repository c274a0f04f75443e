/* Where boxes and arrows go: layers across the page, few crossings, no arrow through a box.

   An arrow over several layers takes a place of its own in each layer that it passes, as a box does
   (Sugiyama's method). Everything is decided by the names of boxes and arrows, nothing by chance. The same,
   to the decimal, as layout.py. */

import { compareText } from "./ordering.js";
import { boxSize } from "./wrapping.js";

const SWEEPS = 24;
const PATIENCE = 3;
const GATHERINGS = [15, 50, 150];
const LENGTH = 2;
const SIFTS = 3;
const SIFTING = 1500;
const MOST_REACH = 12;
const ALIGNMENTS = 16;
const BETWEEN_LAYERS = { columns: { x: 20, y: 22 }, flow: { x: 32, y: 24 } };
const FOR_TRAFFIC = { x: 0.7, y: 0.8 };
const MOST_TRAFFIC = 20;
const BETWEEN_BOXES = { x: 6, y: 14 };
const BETWEEN_JOINED = { x: 14, y: 28 };
const BESIDE_ARROWS = 4;
const PORT_ROOM = 5;
const MOST_PORTS = 10;
const STRAIGHTNESS = 8;
const FLOWING = 30;
const SHAPES = {
  flow: [
    ["x", 13],
    ["y", 6],
    ["y", 3],
  ],
  columns: [
    ["x", 18],
    ["y", 7],
    ["y", 3],
  ],
};

/** The layouts of a view for wide windows, tall ones and telephones. */
export function layoutsOf(entities, links) {
  const order = entities.length <= FLOWING ? "flow" : "columns";
  const busiest = busiestSides(links);
  const boxes = entities.map(({ id, column, label }) => ({ id, column, ...boxSize(label), ports: busiest.get(id) || 0 }));
  return SHAPES[order].map(([axis, abreast]) => layered(boxes, links, order, axis, abreast));
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
  const groups = order === "columns" ? groupedByColumn(named, drawn, abreast) : groupedByFlow(named, drawn, abreast);
  const slots = slotsOf(groups, drawn, axis);
  untangle(slots);
  return assembled(groups, drawn, slots, placesOf(slots, axis), axis, order);
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
    return cutInto(held.sort((one, other) => depth.get(one.id) - depth.get(other.id) || byName(one, other)), abreast);
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
    return cutInto(held.sort((one, other) => one.column - other.column || byName(one, other)), abreast);
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
    const passed = [...before.get(name)].filter((other) => depth.has(other)).map((other) => depth.get(other) + 1);
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
    const following = after.get(id).map((name) => depth.get(name)).filter((at) => at > depth.get(id));
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
  const slots = { layers: [], sizes: [], boxes: boxes.length, before: [], after: [], beside: [], leading: [], courses: [] };
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
  for (let layer = Math.min(from, to) + 1; layer < Math.max(from, to); layer += 1) course.push(enter(layer, 0));
  course.push(from < to ? end : start);
  for (let place = 1; place < course.length; place += 1) {
    const [one, other] = [course[place - 1], course[place]];
    slots.after[one].push(other);
    slots.before[other].push(one);
    if (link.leads) for (const [slot, near] of [[one, other], [other, one]]) slots.leading[slot].push(near);
  }
  return course;
}

/* order */

/** Orders each layer so that few arrows cross: sweeps to and fro, then each place is tried elsewhere. */
function untangle(slots) {
  const at = new Float64Array(slots.sizes.length);
  slots.among = new Float64Array(slots.sizes.length);
  for (const layer of slots.layers) for (const slot of layer) slots.among[slot] = layer.length;
  let best = null;
  let fewest = Infinity;
  for (const begin of beginnings(slots)) {
    const [layers, tangle] = swept(slots, begin, at);
    if (tangle < fewest) [best, fewest] = [layers, tangle];
  }
  slots.layers = best;
  for (const layer of best) numberPlaces(layer, at);
  const reach = Math.max(1, Math.min(MOST_REACH, Math.floor(SIFTING / slots.sizes.length)));
  for (let round = 0; round < SIFTS && siftOnce(slots, best, at, reach); round += 1);
}

/** Orders to begin with: by name, and with what hangs together side by side, more and more so. */
function beginnings(slots) {
  const found = [slots.layers];
  const near = Array.from({ length: slots.boxes }, () => []);
  for (const course of slots.courses) {
    const [low, high] = [course[0], course[course.length - 1]];
    near[low].push(high);
    near[high].push(low);
  }
  let along = new Float64Array(slots.boxes);
  for (const layer of slots.layers) {
    layer.forEach((slot, place) => {
      if (slot < slots.boxes) along[slot] = place / layer.length;
    });
  }
  for (let round = 1; round <= GATHERINGS[GATHERINGS.length - 1]; round += 1) {
    along = gathered(along, near, 2 * slots.courses.length);
    if (GATHERINGS.includes(round)) found.push(orderedBy(slots, along));
  }
  return found;
}

/** Each layer in the order of a number for each box; arrows that pass lie between their ends. */
function orderedBy(slots, along) {
  const all = new Float64Array(slots.sizes.length);
  all.set(along);
  for (const course of slots.courses) {
    const [last, low] = [course.length - 1, along[course[0]]];
    const rise = along[course[last]] - low;
    for (let place = 1; place < last; place += 1) all[course[place]] = low + (rise * place) / last;
  }
  return slots.layers.map((layer) => [...layer].sort((one, other) => all[one] - all[other]));
}

/** Everything moves half way to the mean of what it is joined to (towards the second eigenvector). */
function gathered(along, near, joints) {
  let middle = 0;
  for (let slot = 0; slot < along.length; slot += 1) middle += along[slot] * near[slot].length;
  middle /= joints || 1;
  let widest = 0;
  for (const at of along) widest = Math.max(widest, Math.abs(at - middle));
  return along.map((at, slot) => {
    const others = near[slot];
    let sum = 0;
    for (let place = 0; place < others.length; place += 1) sum += along[others[place]] - middle;
    const own = at - middle;
    return (own + (others.length ? sum / others.length : own)) / 2 / (widest || 1);
  });
}

/** The best order that sweeps find from one to begin with, and how tangled it is. */
function swept(slots, begin, at) {
  const layers = begin.map((layer) => [...layer]);
  const wishes = new Float64Array(at.length);
  for (const layer of layers) numberPlaces(layer, at);
  let best = layers.map((layer) => [...layer]);
  let fewest = tangleOf(slots, layers, at);
  let since = 0;
  for (let sweep = 0; sweep < SWEEPS && since <= PATIENCE; sweep += 1) {
    sweepOnce(slots, layers, at, wishes, sweep % 2 === 0);
    const tangle = tangleOf(slots, layers, at);
    since += 1;
    if (tangle < fewest) [best, fewest, since] = [layers.map((layer) => [...layer]), tangle, 0];
  }
  return [best, fewest];
}

function numberPlaces(layer, at) {
  for (let place = 0; place < layer.length; place += 1) at[layer[place]] = place;
}

/** Each place goes to the mean of what it is joined to in the layer just passed, and in its own. */
function sweepOnce(slots, layers, at, wishes, forward) {
  const joined = forward ? slots.before : slots.after;
  for (let step = 1; step < layers.length; step += 1) {
    const index = forward ? step : layers.length - 1 - step;
    const layer = layers[index];
    const scale = layers[forward ? index - 1 : index + 1].length / layer.length;
    for (const slot of layer) {
      let sum = 0;
      for (const other of joined[slot]) sum += at[other];
      for (const other of slots.beside[slot]) sum += at[other] * scale;
      const count = joined[slot].length + slots.beside[slot].length;
      wishes[slot] = count ? sum / count : at[slot] * scale;
    }
    layer.sort((one, other) => wishes[one] - wishes[other]);
    numberPlaces(layer, at);
  }
}

/** What it costs an arrow within a layer to pass a place, in halves of a crossing. */
const inTheWay = (slots, slot) => 2 * Math.min(slots.before[slot].length, slots.after[slot].length) + (slot < slots.boxes ? 1 : 0);

/** Twice the number of crossings, those of arrows within a layer guessed. */
function tangleOf(slots, layers, at) {
  let tangle = 0;
  for (let layer = 1; layer < layers.length; layer += 1) tangle += 2 * crossingsBetween(slots, layers[layer - 1], layers[layer], at);
  for (const layer of layers) tangle += crossingsWithin(slots, layer, at);
  return tangle + LENGTH * lengthOf(slots, at);
}

/** How many places the arrows step up or down. */
function lengthOf(slots, at) {
  let length = 0;
  for (let slot = 0; slot < at.length; slot += 1) {
    for (const other of slots.before[slot]) {
      const off = Math.abs(at[slot] / slots.among[slot] - at[other] / slots.among[other]);
      length += (off * (slots.among[slot] + slots.among[other])) / 2;
    }
  }
  return length;
}

function crossingsBetween(slots, before, here, at) {
  const tree = new Int32Array(before.length + 1);
  let [count, entered] = [0, 0];
  for (const slot of here) {
    const ends = slots.before[slot];
    for (const end of ends) {
      count += entered;
      for (let place = at[end] + 1; place > 0; place -= place & -place) count -= tree[place];
    }
    for (const end of ends) for (let place = at[end] + 1; place <= before.length; place += place & -place) tree[place] += 1;
    entered += ends.length;
  }
  return count;
}

function crossingsWithin(slots, layer, at) {
  let count = 0;
  for (const slot of layer) {
    for (const other of slots.beside[slot]) {
      for (let place = at[slot] + 1; place < at[other]; place += 1) count += inTheWay(slots, layer[place]);
    }
  }
  return count;
}

/** Moves each place to where it crosses least, so far from where it is at most; whether any moved. */
function siftOnce(slots, layers, at, reach) {
  let changed = false;
  for (const layer of layers) {
    for (const slot of [...layer]) {
      const from = at[slot];
      const [up, gainUp] = bestWay(slots, layer, slot, at, -1, reach);
      const [down, gainDown] = bestWay(slots, layer, slot, at, 1, reach);
      if (gainUp <= 0 && gainDown <= 0) continue;
      layer.splice(from, 1);
      layer.splice(gainUp >= gainDown ? up : down, 0, slot);
      numberPlaces(layer, at);
      changed = true;
    }
  }
  return changed;
}

/** How far a place would best step over its neighbours in one direction, and what is gained. */
function bestWay(slots, layer, slot, at, step, reach) {
  const from = at[slot];
  let [best, most, gain] = [from, 0, 0];
  for (let place = from + step; place >= 0 && place < layer.length && Math.abs(place - from) <= reach; place += step) {
    const other = layer[place];
    gain += step > 0 ? gainOfSwap(slots, slot, other, at) : gainOfSwap(slots, other, slot, at);
    if (gain > most) [best, most] = [place, gain];
    at[slot] = place + step / 2;
  }
  at[slot] = from;
  return [best, most];
}

function gainOfSwap(slots, one, other, at) {
  let gain = 0;
  for (const joined of [slots.before, slots.after]) {
    for (const mine of joined[one]) for (const theirs of joined[other]) gain += 2 * Math.sign(at[mine] - at[theirs]);
  }
  gain += nearerBy(slots, one, other, 1, at) + nearerBy(slots, other, one, -1, at);
  return gain + LENGTH * (straighterBy(slots, one, 1, at) + straighterBy(slots, other, -1, at));
}

/** Whether the arrows of a place get shorter where it steps down (1) or up (-1): how many more do than do not. */
function straighterBy(slots, slot, step, at) {
  let gain = 0;
  const own = at[slot] / slots.among[slot];
  for (const joined of [slots.before, slots.after]) {
    for (const other of joined[slot]) gain += step * Math.sign(at[other] / slots.among[other] - own);
  }
  return gain;
}

/** What the arrows of a place within its layer gain where it steps over its neighbour, down (1) or up (-1). */
function nearerBy(slots, slot, neighbour, step, at) {
  let gain = 0;
  for (const other of slots.beside[slot]) {
    if (other !== neighbour) gain += Math.sign(at[other] - at[slot]) * step * inTheWay(slots, neighbour);
  }
  return gain;
}

/* coordinates */

/** Where across its layer each place lies: near what it is joined to, in order, and apart. */
function placesOf(slots, axis) {
  const offsets = slots.layers.map((layer) => offsetsOf(slots, layer, axis));
  const places = new Array(slots.sizes.length).fill(0);
  slots.layers.forEach((layer, index) => {
    const middle = offsets[index][layer.length - 1] / 2;
    layer.forEach((slot, place) => {
      places[slot] = offsets[index][place] - middle;
    });
  });
  const wished = wishedBy(slots);
  const room = roomFor(slots, offsets);
  for (let sweep = 0; sweep < ALIGNMENTS; sweep += 1) {
    for (let step = 0; step < slots.layers.length; step += 1) {
      const index = sweep % 2 === 0 ? step : slots.layers.length - 1 - step;
      align(slots, slots.layers[index], offsets[index], wished, room, places);
    }
  }
  const lowest = Math.min(...places.map((at, slot) => at - slots.sizes[slot] / 2), Infinity);
  return places.map((at) => at - lowest);
}

/** The places of slots that stand as close as they may. */
function offsetsOf(slots, layer, axis) {
  const offsets = [0];
  for (let place = 1; place < layer.length; place += 1) {
    const [last, slot] = [layer[place - 1], layer[place]];
    const boxed = last < slots.boxes && slot < slots.boxes;
    const room = slots.beside[slot].includes(last) ? BETWEEN_JOINED : BETWEEN_BOXES;
    const apart = boxed ? room[axis] : BESIDE_ARROWS;
    offsets.push(offsets[place - 1] + slots.sizes[last] / 2 + apart + slots.sizes[slot] / 2);
  }
  return offsets;
}

/** What each place would lie at the mean of: a box faces what leads to and from it, an arrow runs straight. */
function wishedBy(slots) {
  const wished = slots.sizes.map((_, slot) => {
    const near = slots.leading[slot];
    if (near.length) return near;
    const joined = [...slots.before[slot], ...slots.after[slot]];
    return joined.length ? joined : slots.beside[slot].length ? slots.beside[slot] : [slot];
  });
  for (const course of slots.courses) for (const slot of course) if (slot >= slots.boxes) wished[slot] = course;
  return wished;
}

/** The breadth that the fullest layer needs. */
function roomFor(slots, offsets) {
  return Math.max(0, ...slots.layers.map((layer, index) => takenBy(slots, layer, offsets[index])));
}

/** What a layer takes at the least. */
function takenBy(slots, layer, offsets) {
  const last = layer.length - 1;
  return slots.sizes[layer[0]] / 2 + offsets[last] + slots.sizes[layer[last]] / 2;
}

/** Each place of a layer as near to its wish as order and room allow. */
function align(slots, layer, offsets, wished, room, places) {
  const last = layer.length - 1;
  const least = slots.sizes[layer[0]] / 2 - room / 2;
  const most = room / 2 - slots.sizes[layer[last]] / 2 - offsets[last];
  const wishes = layer.map((slot, place) => {
    let sum = 0;
    for (const other of wished[slot]) sum += places[other];
    return sum / wished[slot].length - offsets[place];
  });
  const weights = layer.map((slot) => (slot < slots.boxes ? 1 : STRAIGHTNESS));
  rising(wishes, weights).forEach((at, place) => {
    places[layer[place]] = Math.min(Math.max(at, least), most) + offsets[place];
  });
}

/** The rising numbers nearest to those wished for, in weighted squares (pool adjacent violators). */
function rising(wishes, weights) {
  const pools = [];
  wishes.forEach((wish, place) => {
    let pool = { mean: wish, total: weights[place], count: 1 };
    while (pools.length && pools[pools.length - 1].mean > pool.mean) {
      const other = pools.pop();
      const total = pool.total + other.total;
      const mean = (pool.mean * pool.total + other.mean * other.total) / total;
      pool = { mean, total, count: pool.count + other.count };
    }
    pools.push(pool);
  });
  return pools.flatMap(({ mean, count }) => new Array(count).fill(mean));
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
  const ends = places.map((at, slot) => at + slots.sizes[slot] / 2);
  return {
    axis,
    length: tenths(length),
    breadth: tenths(Math.max(0, ...ends)),
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
    if (index) length += BETWEEN_LAYERS[order][axis] + FOR_TRAFFIC[axis] * Math.min(trafficBefore(slots, index), MOST_TRAFFIC);
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
