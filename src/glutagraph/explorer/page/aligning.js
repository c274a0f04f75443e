/* How places are spread across their layers: near what they are joined to, in order, and apart. */

const BETWEEN_BOXES = { x: 6, y: 14 };
const BETWEEN_JOINED = { x: 14, y: 28 };
const BESIDE_ARROWS = 4;
/** How much more a long arrow insists on running straight than a box on facing its neighbours. */
const STRAIGHTNESS = 8;

/** Where across its layer each place lies: near what it is joined to, in order, and apart. */
export function aligned(slots, axis, sweeps) {
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
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    for (let step = 0; step < slots.layers.length; step += 1) {
      const index = sweep % 2 === 0 ? step : slots.layers.length - 1 - step;
      align(slots, slots.layers[index], offsets[index], wished, room, places);
    }
  }
  const lowest = places.reduce((least, at, slot) => Math.min(least, at - slots.sizes[slot] / 2), Infinity);
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
  for (const course of slots.courses)
    for (const slot of course) if (slot >= slots.boxes) wished[slot] = course;
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
