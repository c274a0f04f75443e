const TIER_NAMES = [
  "definition",
  "randomised-trial",
  "other-human-study",
  "animal-intervention",
  "animal-observation",
  "cell-or-slice",
  "proposal",
];
const VERDICT_OF_SIGN = new Map([
  [1, "increases"],
  [-1, "decreases"],
  [0, "unknown"],
]);
/** What is set by every question, and so is never told of as a constraint. */
const UNTOLD_LIMITS = new Set(["coherent_only", "max_steps"]);

/** What a trace is confined to where nothing is asked. Filters select: an axis not stated passes. */
export const UNLIMITED = Object.freeze({
  hypothesis: "",
  via: [],
  avoid: [],
  sign: null,
  max_steps: 12,
  min_tier: 6,
  species: "",
  region: "",
  cell_type: "",
  timing: "",
  exclude_disputed: false,
  coherent_only: false,
  cut: [],
  without: [],
});

/** What a cause with a net sign does to its effect: a word for answers. */
export function verdictOf(sign) {
  return VERDICT_OF_SIGN.get(sign);
}

/** The limits that are stated, the others as usual. Throws where a name means nothing. */
export function limitsIn(knowledge, stated = {}) {
  const given = Object.entries(stated).filter(([, value]) => value !== null && value !== undefined);
  const limits = { ...UNLIMITED, ...Object.fromEntries(given) };
  if (limits.max_steps < 1) throw new RangeError("max_steps must be at least 1");
  if (limits.hypothesis) knowledge.hypothesis(limits.hypothesis);
  for (const name of [...limits.via, ...limits.avoid]) knowledge.entity(name);
  for (const name of limits.cut) knowledge.claim(name);
  return limits;
}

/** The context asked for, by axis. */
export function contextAsked(limits) {
  const { species, region, cell_type, timing } = limits;
  const asked = { species, region, "cell-type": cell_type, timing };
  return Object.entries(asked).filter(([, value]) => value);
}

/** Each constraint that is set, as it is written on the command line, with it lifted. */
export function constraintsIn(limits) {
  const constraints = new Map();
  for (const [name, usual] of Object.entries(UNLIMITED)) {
    const isUsual = Array.isArray(usual) ? !limits[name].length : limits[name] === usual;
    if (isUsual || UNTOLD_LIMITS.has(name)) continue;
    constraints.set(optionOf(name, limits[name]), { ...limits, [name]: usual });
  }
  return constraints;
}

function optionOf(name, value) {
  const flag = `--${name.replaceAll("_", "-")}`;
  if (value === true) return flag;
  if (name === "sign") return `${flag} ${verdictOf(value)}`;
  if (name === "min_tier") return `${flag} ${TIER_NAMES[value]}`;
  if (Array.isArray(value)) return value.map((one) => `${flag} ${one}`).join(" ");
  return `${flag} ${value}`;
}
