import { EVERYWHERE } from "./index.js";
import { inOrder } from "./ordering.js";
import { kept } from "./scope.js";
import { times } from "./search.js";

const TIMING_ORDER = new Map([
  ["acute", 0],
  ["sustained", 1],
]);
const CONFLICT_AXES = ["species", "region", "timing"];
const DIFFERENCE_AXES = ["species", "region", "cell-type", "model", "state", "dose", "timing", "time"];

/**
 * Whether the steps of a path belong together: one hypothesis, and contexts that do not conflict.
 *
 * Findings in humans and in animals do not join without a translation; two places conflict where neither lies
 * within the other; acute may lead to sustained, never back. A claim that some evidence supports without
 * stating an axis is free on it.
 */
export class Coherence {
  #knowledge;
  #boundTo;
  #conflictsWith;

  constructor(knowledge) {
    this.#knowledge = knowledge;
    this.#boundTo = kept((axis) => kept((claim) => this.#values(claim, axis)));
    this.#conflictsWith = kept((earlier) => kept((later) => this.#conflict(earlier, later)));
  }

  /** Whether a claim may hold for a value: it says so or does not say; not where it is open. */
  mayHold(claim, axis, wanted) {
    for (const item of claim.evidence) {
      const left = item.stance === "leaves-open" ? item.context[axis] : "";
      if (left && this.#knowledge.holds(axis, left, wanted)) return false;
    }
    const stated = this.#stated(claim, axis);
    return !stated.length || stated.some((value) => this.#knowledge.agree(axis, wanted, value));
  }

  /** Whether the last step of a path conflicts with none before it. */
  allows = (arrows) => {
    const last = arrows.at(-1);
    const isOf = (arrow) =>
      arrow === last || this.#isFree(arrow) || !this.#conflictsWith(arrow.claim)(last.claim);
    return this.#isFree(last) || arrows.every(isOf);
  };

  /** Whether a step is bound on no axis, and so conflicts with none; a joint is not. */
  #isFree = kept(({ claim }) => !claim || CONFLICT_AXES.every((axis) => !this.#stated(claim, axis).length));

  /** The first axis on which two claims are bound to different values, and to which. */
  difference(one, other) {
    for (const axis of DIFFERENCE_AXES) {
      const here = this.#stated(one, axis);
      const there = this.#stated(other, axis);
      const isApart = here.length && there.length && !here.some((value) => there.includes(value));
      if (isApart) return this.#told(axis, here, there);
    }
    return "";
  }

  /** The hypotheses, modules left out, that hold every step. */
  holders(arrows) {
    const held = arrows.reduce((bits, arrow) => bits & arrow.scope, EVERYWHERE);
    return held === EVERYWHERE ? [] : this.#hypothesesOf(held);
  }

  /** Whether a path has any joint; the same as `joints`, for when only that is asked. */
  isStitched(arrows) {
    let held = EVERYWHERE;
    for (const [place, arrow] of arrows.entries()) {
      held &= arrow.claim ? arrow.scope : 0n;
      if (held === 0n && arrows.length > 1) return true;
      if (!this.allows(arrows.slice(0, place + 1))) return true;
    }
    return false;
  }

  /** Where a path is stitched: structural steps, changes of hypothesis, conflicts of context. */
  joints(arrows) {
    const claimed = arrows.filter((arrow) => arrow.claim);
    const found = [...this.#structural(arrows), ...this.#changes(claimed), ...this.#conflicts(claimed)];
    return found.sort((one, other) => one.after - other.after);
  }

  /** Arrows as a path of an answer, with its joints and the hypotheses that hold it. */
  path(arrows) {
    const claims = arrows.filter((arrow) => arrow.claim).map((arrow) => arrow.claim);
    const netSigns = [];
    for (const claim of claims) netSigns.push(times(netSigns.at(-1) ?? 1, claim.sign));
    const joints = this.joints(arrows);
    return {
      claims: claims.map((claim) => claim.id),
      sign: netSigns.at(-1),
      hypotheses: joints.length ? [] : this.holders(arrows),
      joints,
      weakest_tier: Math.max(...claims.map((claim) => claim.tier)),
      disputed_steps: claims.filter((claim) => claim.isDisputed).length,
      net_signs: netSigns,
    };
  }

  #stated(claim, axis) {
    return this.#boundTo(axis)(claim);
  }

  /** The values on an axis to which a claim is bound; none where it is free. */
  #values(claim, axis) {
    const support = claim.evidence.filter((item) => item.stance === "supports");
    const values = support.map((item) => item.context[axis] ?? "");
    return values.includes("") ? [] : [...new Set(values)];
  }

  /** How two steps of a path conflict, earlier step first; empty where they do not. */
  #conflict(earlier, later) {
    for (const axis of CONFLICT_AXES) {
      const here = this.#stated(earlier, axis);
      const there = this.#stated(later, axis);
      const isApart = here.length && there.length && !this.#compatible(axis, here, there);
      if (isApart) return this.#told(axis, here, there);
    }
    return "";
  }

  #compatible(axis, here, there) {
    if (axis === "timing") {
      const first = Math.min(...here.map((value) => TIMING_ORDER.get(value) ?? 0));
      return first <= Math.max(...there.map((value) => TIMING_ORDER.get(value) ?? 1));
    }
    const meet =
      axis === "species"
        ? (one, other) => this.#isAnimal(one) === this.#isAnimal(other)
        : (one, other) => this.#knowledge.agree(axis, one, other);
    return here.some((one) => there.some((other) => meet(one, other)));
  }

  #isAnimal(species) {
    return this.#knowledge.holds("species", "animal", species);
  }

  #told(axis, here, there) {
    const said = (values) =>
      inOrder(values.map((value) => this.#knowledge.contextLabel(axis, value))).join(", ");
    return `${axis}: ${said(here)} / ${said(there)}`;
  }

  #structural(arrows) {
    const joints = [];
    let step = 0;
    for (const arrow of arrows) {
      if (arrow.claim) {
        step += 1;
        continue;
      }
      const [subject, object] = [arrow.start, arrow.end].map((node) => this.#knowledge.index.nodes[node]);
      const detail = `${subject.label} / ${object.label}`;
      joints.push({ after: step, reason: arrow.joint, detail, subject: subject.id, object: object.id });
    }
    return joints;
  }

  /** The places where no hypothesis holds the steps on both sides; runs are as long as can be. */
  #changes(arrows) {
    const joints = [];
    let held = EVERYWHERE;
    for (const [step, arrow] of arrows.entries()) {
      const together = held & arrow.scope;
      if (step > 0 && together === 0n) {
        const detail = `${this.#names(held)} / ${this.#names(arrow.scope)}`;
        joints.push({ after: step, reason: "between hypotheses", detail, subject: null, object: null });
      }
      held = together === 0n ? arrow.scope : together;
    }
    return joints;
  }

  #names(held) {
    const names = held === EVERYWHERE ? [] : this.#hypothesesOf(held);
    return names.length ? names.join(", ") : "no hypothesis stated";
  }

  #hypothesesOf(held) {
    const { ownBits, hypotheses } = this.#knowledge;
    const isHolder = ([name, bit]) => (held & bit) !== 0n && !hypotheses.get(name).module;
    return [...ownBits].filter(isHolder).map(([name]) => name);
  }

  /** For each step, the first earlier one whose context conflicts with its own. */
  #conflicts(arrows) {
    const joints = [];
    for (const [step, { claim: later }] of arrows.entries()) {
      const details = arrows.slice(0, step).map(({ claim }) => this.#conflictsWith(claim)(later));
      const detail = details.find(Boolean);
      if (detail) joints.push({ after: step, reason: "context", detail, subject: null, object: null });
    }
    return joints;
  }
}
