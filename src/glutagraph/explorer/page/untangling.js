/* The order of places in their layers, so that few arrows cross and none takes a long way round. */

import { aligned } from "./aligning.js";

const SWEEPS = 24;
const PATIENCE = 3;
const GATHERINGS = [15, 50, 150];
const LENGTH = 0.5;
const SIFTS = 2;
const SIFTING = 1500;
const MOST_REACH = 12;
const DIRECTNESS = 0.6;
const NEAR_REACH = 3;
const QUICK_ALIGNMENTS = 4;
const WORK = { sweeps: 40000, straightenings: 20000 };

/** How often a step is taken: less often where there is much to do. */
export const often = (slots, most, work, least) =>
  Math.max(least, Math.min(most, Math.floor(work / Math.max(slots.sizes.length, 1))));

/** Orders each layer so that few arrows cross: sweeps to and fro, then each place is tried elsewhere. */
export function untangle(slots) {
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
  const reach = often(slots, MOST_REACH, SIFTING, 0);
  for (let round = 0; reach && round < SIFTS && siftOnce(slots, best, at, reach); round += 1);
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
  const sweeps = often(slots, SWEEPS, WORK.sweeps, 2);
  for (let sweep = 0; sweep < sweeps && since <= PATIENCE; sweep += 1) {
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
const inTheWay = (slots, slot) =>
  2 * Math.min(slots.before[slot].length, slots.after[slot].length) + (slot < slots.boxes ? 1 : 0);

/** Twice the number of crossings, those of arrows within a layer guessed. */
function tangleOf(slots, layers, at) {
  let tangle = 0;
  for (let layer = 1; layer < layers.length; layer += 1)
    tangle += 2 * crossingsBetween(slots, layers[layer - 1], layers[layer], at);
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
    for (const end of ends)
      for (let place = at[end] + 1; place <= before.length; place += place & -place) tree[place] += 1;
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
  for (
    let place = from + step;
    place >= 0 && place < layer.length && Math.abs(place - from) <= reach;
    place += step
  ) {
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
    for (const mine of joined[one])
      for (const theirs of joined[other]) gain += 2 * Math.sign(at[mine] - at[theirs]);
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

/** Lets arrows that pass run more directly, though they cross more: each goes to between its ends. */
export function straighten(slots, axis, most) {
  const rounds = often(slots, most, WORK.straightenings, 0);
  for (let round = 0; round < rounds; round += 1) {
    const places = aligned(slots, axis, QUICK_ALIGNMENTS);
    const wanted = [...places];
    for (const course of slots.courses) {
      const [last, low] = [course.length - 1, places[course[0]]];
      const rise = places[course[last]] - low;
      for (let place = 1; place < last; place += 1) {
        wanted[course[place]] += DIRECTNESS * (low + (rise * place) / last - places[course[place]]);
      }
    }
    for (const layer of slots.layers) layer.sort((one, other) => wanted[one] - wanted[other]);
  }
  const at = new Float64Array(slots.sizes.length);
  for (const layer of slots.layers) numberPlaces(layer, at);
  if (rounds) siftOnce(slots, slots.layers, at, NEAR_REACH);
}
