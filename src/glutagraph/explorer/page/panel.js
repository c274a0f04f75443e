/* The panel beside the figure: what is known of a thing, and the answer to a question, in words. */

import { anchor, button, make, plural, text } from "./dom.js";
import { inForceChips } from "./filters.js";
import { capital, glyph, isArrow, STATUS, signName, verdictName, verdictWords } from "./words.js";

const tag = (words, kind) => (words ? make("span", { class: kind ? `tag ${kind}` : "tag" }, words) : null);
const tags = (...content) => make("div", { class: "tags" }, content);
const close = (page) =>
  button("×", () => page.choose(null), {
    class: "close",
    "aria-label": "Close",
    title: "Back to the answer (Esc)",
  });

/** An entity to click; one that the page does not hold is only named. */
export function entityButton(page, id) {
  const known = id in page.data.entities;
  return known
    ? button(page.words.name(id), () => page.choose({ type: "node", id }), { class: "plain" })
    : make("span", {}, id);
}

const verb = (page, claim) =>
  isArrow(claim)
    ? make(
        "span",
        { class: `verb ${signName(claim.sign)}` },
        `${glyph(claim.sign)} ${page.words.predicate(claim)}`,
      )
    : make("span", { class: "verb unknown" }, page.words.predicate(claim));

function claimWords(page, id) {
  const claim = page.data.claims[id];
  const subject =
    claim.subject in page.data.claims
      ? `(${page.words.sentence(claim.subject)})`
      : page.words.name(claim.subject);
  return [make("span", {}, subject), " ", verb(page, claim), " ", page.words.name(claim.object)];
}

/** A claim in a list: what it says, how it stands, on how much it rests. */
export function claimLine(page, id, note = "") {
  const claim = page.data.claims[id];
  const facts = [
    note,
    isArrow(claim) ? (claim.net ? "net" : "direct") : "",
    STATUS[claim.status],
    claim.papers ? plural(claim.papers, "paper") : "",
    claim.status === "definition" ? "" : page.words.tier(page.words.tierOf(claim)),
  ];
  return make(
    "li",
    {},
    button(claimWords(page, id), () => page.choose({ type: "edge", id }), { class: "plain" }),
    make("small", {}, facts.filter(Boolean).join(" · ")),
  );
}

function claimList(page, title, ids) {
  if (!ids.length) return [];
  return [
    make("h3", {}, `${title} (${ids.length})`),
    make(
      "ul",
      { class: "claims" },
      ids.map((id) => claimLine(page, id)),
    ),
  ];
}

/* an entity */

function entityActions(page, id) {
  const { state } = page;
  const asked = state.from && state.to;
  const isEnd = [state.from, state.to].includes(id);
  const isBlocked = state.block.includes(id);
  const without = (list) => list.filter((one) => one !== id);
  return make("div", { class: "actions" }, [
    button("What is around it", () => page.go({ around: id })),
    button("Paths from here", () => page.askFromPanel({ from: id })),
    button("Paths to here", () => page.askFromPanel({ to: id })),
    asked && !isEnd && isBlocked
      ? button("Switch on again", () => page.amend({ block: without(state.block), select: "" }))
      : null,
    asked && !isEnd && !isBlocked
      ? button("Switch off", () => page.amend({ block: [...state.block, id], path: [], select: "" }))
      : null,
    asked && !isEnd && !state.block.length
      ? button("Leave out", () => page.amend({ avoid: [...without(state.avoid), id], path: [], select: "" }))
      : null,
  ]);
}

function identifiers(page, entity) {
  const found = (entity.identifiers || []).map((one) =>
    make(
      "span",
      {},
      anchor(one, page.data.hosts),
      one.match === "exact" ? "" : make("span", { class: "soft" }, ` (${one.match})`),
    ),
  );
  return found.length ? make("p", { class: "links" }, found) : null;
}

/** What is known of an entity. */
export function tellEntity(page, id) {
  const entity = page.data.entities[id];
  const ids = page.claimsAbout(id);
  const arrows = ids.filter((name) => isArrow(page.data.claims[name]));
  const studies = page.studiesOf(id);
  return [
    close(page),
    make("h2", {}, entity.label),
    tags(
      tag(page.data.kinds[entity.kind].label),
      (entity.structure || []).map(([name, other]) =>
        tag(`${page.data.relations[name] || name} ${page.words.name(other)}`),
      ),
    ),
    text("p", entity.description),
    entity.synonyms ? make("p", { class: "soft" }, `Also called ${entity.synonyms.join(", ")}`) : null,
    identifiers(page, entity),
    entityActions(page, id),
    claimList(
      page,
      "Leads to",
      arrows.filter((name) => page.data.claims[name].subject === id),
    ),
    claimList(
      page,
      "Is led to by",
      arrows.filter((name) => page.data.claims[name].object === id),
    ),
    claimList(
      page,
      "Known, but no arrow",
      ids.filter((name) => !isArrow(page.data.claims[name])),
    ),
    studies.length
      ? [make("h3", {}, `Studies (${studies.length})`), make("ul", { class: "claims" }, studies)]
      : null,
  ];
}

/* a claim */

function item(page, evidence) {
  const source = page.data.sources[evidence.source];
  const reader = evidence.read_in ? `, as read in ${page.words.source(evidence.read_in)}` : "";
  return make(
    "div",
    { class: `item ${evidence.stance || "supports"}` },
    make(
      "p",
      { class: "cited" },
      source.citation,
      source.type === "review" && !source.citation.includes("review")
        ? make("span", { class: "soft" }, " (review)")
        : "",
    ),
    make("p", {}, evidence.finding),
    text("small", page.words.contexts(evidence)),
    make("small", {}, [page.words.tier(evidence.tier), evidence.method].filter(Boolean).join(" · ")),
    text("small", evidence.locator && evidence.locator + reader),
    text(
      "small",
      [source.title, [source.journal, source.year].filter(Boolean).join(" ")].filter(Boolean).join(". "),
    ),
    text("small", evidence.note),
    make(
      "p",
      { class: "links" },
      (source.links || []).map((one) => anchor(one, page.data.hosts)),
    ),
  );
}

function items(page, title, claim, stance) {
  const found = (claim.evidence || []).filter((one) => (one.stance || "supports") === stance);
  found.sort((a, b) => a.tier - b.tier || (a.source < b.source ? -1 : 1));
  return found.length
    ? [make("h3", {}, `${title} (${found.length})`), found.map((one) => item(page, one))]
    : [];
}

/** The null findings that stand against a claim, and what separates them from it. */
function opponents(page, claim) {
  const nulls = (claim.against || []).filter((one) => one.by in page.data.claims);
  return nulls.map(({ by, axis }) => [
    make("h3", {}, "Against: a null finding"),
    make(
      "p",
      {},
      button(page.words.sentence(by), () => page.choose({ type: "edge", id: by }), { class: "plain" }),
    ),
    make(
      "p",
      { class: "soft" },
      axis
        ? `The two are separated by ${axis.replaceAll("-", " ")}.`
        : "Nothing that both state separates the two.",
    ),
    (page.data.claims[by].evidence || []).map((one) => item(page, one)),
  ]);
}

function claimTags(page, claim) {
  const arrow = isArrow(claim);
  const isWeak = ["disputed", "context-bound", "refuted", "open"].includes(claim.status);
  return tags(
    tag(
      arrow
        ? claim.sign > 0
          ? "raises"
          : claim.sign < 0
            ? "lowers"
            : "direction unknown"
        : `${claim.family || "causal"}, no arrow`,
    ),
    arrow ? tag(claim.net ? "net: an end result" : "direct") : null,
    tag(STATUS[claim.status], isWeak ? "warn" : ""),
    claim.papers ? tag(plural(claim.papers, "independent paper")) : null,
    claim.status === "definition" ? null : tag(`strongest: ${page.words.tier(page.words.tierOf(claim))}`),
    tag(page.data.actions[claim.action]),
  );
}

/** A claim: for and against, findings, contexts, links. */
export function tellClaim(page, id) {
  const claim = page.data.claims[id];
  const isAbout = claim.subject in page.data.claims;
  const subject = isAbout
    ? button(
        `(${page.words.sentence(claim.subject)})`,
        () => page.choose({ type: "edge", id: claim.subject }),
        { class: "plain" },
      )
    : entityButton(page, claim.subject);
  const steps = (claim.hypotheses || []).map((name) =>
    make(
      "li",
      {},
      button(page.words.hypothesis(name), () => page.go({ hypothesis: name, select: `claim:${id}` }), {
        class: "plain",
      }),
    ),
  );
  return [
    close(page),
    make("h2", {}, subject, " ", verb(page, claim), " ", entityButton(page, claim.object)),
    claim.respect
      ? make("p", {}, `in respect of ${claim.respect.map((one) => page.words.name(one)).join(", ")}`)
      : null,
    claimTags(page, claim),
    text("p", claim.note, "soft"),
    steps.length ? [make("h3", {}, "Step of"), make("ul", {}, steps)] : null,
    items(page, "For", claim, "supports"),
    items(page, "Against", claim, "disputes"),
    opponents(page, claim),
    items(page, "Left open", claim, "leaves-open"),
  ];
}

/** A place where a path was stitched. */
export function tellJoint(page, gap) {
  return [
    close(page),
    make("h2", {}, entityButton(page, gap.from), " / ", entityButton(page, gap.to)),
    make("p", {}, `A joint, not a claim: ${gap.reason}. A path was stitched together here.`),
  ];
}

/* what is shown */

function stances(page, view) {
  if (!view.claims.length) return null;
  const counts = { supports: 0, disputes: 0, "leaves-open": 0 };
  const against = new Set();
  for (const id of view.claims) {
    const claim = page.data.claims[id];
    for (const one of claim.evidence || []) counts[one.stance || "supports"] += 1;
    for (const one of claim.against || []) if (one.by in page.data.claims) against.add(one.by);
  }
  for (const id of against) counts.disputes += (page.data.claims[id].evidence || []).length;
  return tags(
    tag(plural(view.entities.length, "entity", "entities")),
    tag(plural(view.claims.length, "arrow")),
    tag(`${plural(counts.supports, "finding")} for`),
    tag(`${counts.disputes} against`),
    tag(`${counts["leaves-open"]} left open`),
  );
}

/** A part of the map: what it is and how much stands behind it. */
export function tellView(page, view) {
  return [
    make("h2", {}, view.title),
    text("p", view.description),
    view.leftOut ? make("p", { class: "warn" }, view.leftOut) : null,
    inForceChips(page),
    view.steps ? reach(page) : null,
    stances(page, view),
    view.tour ? tour(page, view.tour) : null,
    view.claims.length
      ? make("p", { class: "soft" }, "Choose a box for what is known of it, an arrow for its evidence.")
      : null,
  ];
}

/** How far one looks around a box. */
function reach(page) {
  const { steps } = page.state;
  const to = (label, next) =>
    button(label, () => page.amend({ steps: next }), {
      "aria-pressed": String(steps === next),
      "data-key": label,
    });
  return make(
    "div",
    { class: "actions", role: "group", "aria-label": "How far around" },
    to("1 arrow away", 1),
    to("2 arrows away", 2),
    to("3", 3),
  );
}

/** A hypothesis step by step. */
function tour(page, steps) {
  const { state } = page;
  const move = (step) => {
    if (step < 0 || step > steps.length) return;
    page.amend({ step, select: step ? `claim:${steps[step - 1].claim}` : "" });
  };
  const line = ({ claim, sentence }, place) =>
    make(
      "li",
      place + 1 === state.step ? { "aria-current": "step" } : {},
      button(claimWords(page, claim), () => move(place + 1), { class: "plain" }),
      make("small", {}, sentence),
    );
  return [
    make(
      "div",
      { class: "tour-head" },
      make("h3", {}, "Step by step"),
      button("‹", () => move(state.step - 1), {
        "aria-label": "Step before",
        "aria-disabled": state.step < 1 && "true",
      }),
      button("›", () => move(state.step + 1), {
        "aria-label": "Next step",
        "aria-disabled": state.step >= steps.length && "true",
      }),
    ),
    make("ol", { class: "claims tour" }, steps.map(line)),
  ];
}

/* the paths from A to B */

/** A path as the names between its ends. */
function pathLine(page, path, number, answer) {
  const { state } = page;
  const isShown = state.path.includes(String(number));
  const middle = path.claims.slice(0, -1).map((id) => page.words.name(page.data.claims[id].object));
  const facts = [
    plural(path.claims.length, "step"),
    `weakest: ${path.weakest_tier === 0 ? "definition" : page.words.tier(path.weakest_tier)}`,
    path.disputed_steps ? plural(path.disputed_steps, "disputed step") : "",
    ...path.joints.map((joint) => `joint: ${joint.reason}`),
  ];
  const others = state.path.filter((one) => one !== String(number));
  return make(
    "li",
    {
      class: isShown ? "path shown" : "path",
      "data-path": number,
      mouseenter: () => page.light(path),
      mouseleave: () => page.light(null),
    },
    button(
      [
        make(
          "span",
          { class: `verb ${signName(path.sign)}` },
          path.sign > 0 ? "▲ " : path.sign < 0 ? "▼ " : "○ ",
        ),
        middle.join(" › ") || "directly",
      ],
      () => page.amend({ path: isShown && state.path.length === 1 ? [] : [String(number)], select: "" }),
      {
        class: "plain",
        "data-key": `path ${number}`,
        "aria-pressed": String(isShown),
        title: "Show this path by itself",
        focus: () => page.light(path),
        blur: () => page.light(null),
      },
    ),
    make("small", {}, facts.filter(Boolean).join(" · ")),
    answer.count > 1 && state.path.length
      ? button(
          isShown ? "take out" : "compare with it",
          () => page.amend({ path: isShown ? others : [...others, String(number)], select: "" }),
          { class: "small", "data-key": `with ${number}` },
        )
      : null,
  );
}

/** The claims of the paths that are shown by themselves, in order. */
function pathSteps(page, paths) {
  return paths.map((path, place) => [
    make("h3", {}, paths.length > 1 ? `${"ABCD"[place] || place + 1}: its steps` : "Its steps"),
    make(
      "ol",
      { class: "claims" },
      path.claims.map((id) => claimLine(page, id)),
    ),
  ]);
}

function chips(page, name, title) {
  const list = page.state[name];
  if (!list.length) return null;
  return make(
    "p",
    { class: "chips" },
    `${title}: `,
    list.map((id) =>
      button(
        [page.words.name(id), " ×"],
        () => page.amend({ [name]: list.filter((one) => one !== id), path: [] }),
        {
          class: "chip",
          "aria-label": `${title}: ${page.words.name(id)}, take back`,
        },
      ),
    ),
  );
}

const badge = (verdict) => make("span", { class: `verdict ${verdict}` }, verdictWords(verdict));

/** The answer to how A leads to B: verdict first, then each outcome with its paths by hypothesis. */
export function tellTrace(page, view) {
  const { answer } = view;
  const { trace } = answer;
  const shown = answer.listed.filter(({ number }) => page.state.path.includes(String(number)));
  return [
    make("h2", {}, view.title),
    make("p", { class: "said" }, badge(trace.verdict)),
    trace.outcomes.length === 1 ? text("p", `${capital(trace.reason)}.`) : null,
    view.leftOut ? make("p", { class: "warn" }, view.leftOut) : null,
    inForceChips(page),
    chips(page, "avoid", "Left out"),
    page.state.path.length
      ? make(
          "p",
          {},
          button("Show all paths", () => page.amend({ path: [], select: "" })),
        )
      : null,
    shown.length
      ? pathSteps(
          page,
          shown.map(({ path }) => path),
        )
      : null,
    stances(page, view),
    trace.outcomes.map((outcome) => outcomeSection(page, answer, outcome, trace.outcomes.length > 1)),
    stopList(page, trace),
    loopList(page, trace.loops),
  ];
}

function outcomeSection(page, answer, outcome, isOneOfMany) {
  const listed = (paths) => paths.map((path) => pathLine(page, path, answer.numberOf(path), answer));
  const rank = isOneOfMany ? "h4" : "h3";
  const routes = outcome.routes.map((route) => [
    make(
      rank,
      {},
      route.hypothesis
        ? button(page.words.hypothesis(route.hypothesis), () => page.go({ hypothesis: route.hypothesis }), {
            class: "plain",
          })
        : "Stated end to end",
      ` ${verdictWords(route.verdict)}, ${plural(route.count, "path")}`,
    ),
    make("ul", { class: "claims" }, listed(route.paths)),
  ]);
  return make(
    "section",
    {},
    isOneOfMany ? make("h3", {}, entityButton(page, outcome.end), " ", badge(outcome.verdict)) : null,
    isOneOfMany ? make("p", { class: "soft" }, outcome.reason) : null,
    routes,
    outcome.stitched_paths.length
      ? [
          make(rank, {}, `Stitched, no evidence as a whole: ${plural(outcome.stitched, "path")}`),
          make("ul", { class: "claims" }, listed(outcome.stitched_paths)),
        ]
      : null,
  );
}

function stopList(page, trace) {
  if (!trace.stops?.length) return null;
  const line = (stop) =>
    make(
      "li",
      {},
      button(page.words.hypothesis(stop.hypothesis), () => page.go({ hypothesis: stop.hypothesis }), {
        class: "plain",
      }),
      make(
        "small",
        {},
        stop.reached.length ? `ends at ${stop.reached.map((id) => page.words.name(id)).join(", ")}: ` : "",
        stop.because || "",
      ),
    );
  return [
    make("h3", {}, "Hypotheses that do not get there"),
    make("ul", { class: "claims" }, trace.stops.map(line)),
  ];
}

function loopList(page, loops) {
  if (!loops?.length) return null;
  const line = (loop) =>
    make(
      "li",
      {},
      `${loop.sign > 0 ? "amplifying" : loop.sign < 0 ? "damping" : "of unknown sign"}: `,
      loop.claims.map((id) => page.words.name(page.data.claims[id].subject)).join(" → "),
    );
  return [make("h3", {}, "Feedback loops"), make("ul", { class: "claims" }, loops.map(line))];
}

/* what-if */

const REMAINS = {
  abolished: "✕ abolished",
  unchanged: "= unchanged",
  reduced: "◐ reduced to other routes",
  reversed: "⇅ reversed",
  ambiguous: "◆ ambiguous",
  silent: "– silent",
};

function rowWords(row) {
  const alone = {
    none: "does nothing",
    increases: "raises it",
    decreases: "lowers it",
    mixed: "acts both ways",
    unknown: "acts, direction unknown",
  };
  const like = { mimics: ", as the drug does", opposes: ", against the drug" }[row.resembles] || "";
  return [
    make("span", { class: `verdict ${row.remains}` }, REMAINS[row.remains] || row.remains),
    row.by_omission ? make("small", {}, "what is switched off lies on none of its routes") : null,
    row.stated_only ? make("small", {}, "only ever stated end to end: no step could be blocked") : null,
    make(
      "small",
      {},
      `by itself the block ${alone[row.alone] || row.alone}${like}${row.possible_only ? " (possible: activity at rest is not recorded)" : ""}`,
    ),
  ];
}

/** The answer to what is left of an effect when something is switched off or added. */
export function tellWhatIf(page, view) {
  const { state } = page;
  const { answer } = view;
  if (answer.error)
    return [
      make("h2", {}, view.title),
      make("p", { class: "warn" }, `${capital(answer.error)}.`),
      chips(page, "block", "Switched off"),
      chips(page, "add", "Added"),
    ];
  const rank = answer.outcomes.length > 1 ? "h4" : "h3";
  const isBlocked = state.block.length > 0;
  const outcome = (one) =>
    make(
      "section",
      {},
      answer.outcomes.length > 1 ? make("h3", {}, entityButton(page, one.end)) : null,
      isBlocked
        ? make("div", { class: "row union" }, make(rank, {}, "All together"), rowWords(one.union))
        : null,
      (isBlocked ? one.hypotheses : []).map((row) =>
        make(
          "div",
          { class: "row" },
          make(
            rank,
            {},
            button(page.words.hypothesis(row.hypothesis), () => page.go({ hypothesis: row.hypothesis }), {
              class: "plain",
            }),
          ),
          rowWords(row),
        ),
      ),
      (one.additions || []).map((added) =>
        make(
          "p",
          {},
          `${page.words.name(added.drug)} alone: ${verdictWords(added.alone)}; together: ${verdictWords(added.together)}`,
          added.meet ? `, they meet at ${added.meet}` : "",
        ),
      ),
      loopList(page, one.loops),
      pathList(page, isBlocked ? "Routes that survive" : "Its routes", one.union.kept),
      pathList(page, "Routes that are lost", one.union.lost),
      pathList(page, "How the block acts by itself", one.union.acting),
    );
  return [
    make("h2", {}, view.title),
    chips(page, "block", "Switched off"),
    chips(page, "add", "Added"),
    inForceChips(page),
    isBlocked
      ? null
      : make("p", { class: "soft" }, "Nothing is switched off: choose a box, then Switch off."),
    answer.outcomes.map(outcome),
  ];
}

function pathList(page, title, paths) {
  if (!paths?.length) return null;
  const most = 12;
  const line = (path) =>
    make(
      "li",
      { class: "path", mouseenter: () => page.light(path), mouseleave: () => page.light(null) },
      `${path.sign > 0 ? "▲" : path.sign < 0 ? "▼" : "○"} ${[page.words.name(page.data.claims[path.claims[0]].subject), ...path.claims.map((id) => page.words.name(page.data.claims[id].object))].join(" › ")}`,
    );
  return make(
    "details",
    {},
    make("summary", {}, `${title} (${paths.length})`),
    make("ul", { class: "claims" }, paths.slice(0, most).map(line)),
    paths.length > most ? make("p", { class: "soft" }, `and ${paths.length - most} more`) : null,
  );
}

/* for the ear */

/** What a screen reader says of a view when it has changed. */
export function heard(page, view) {
  const { answer } = view;
  if (view.isTelling) return view.title;
  if (answer?.error) return `${view.title}: ${answer.error}`;
  if (answer?.trace) return `${view.title}: ${verdictName(answer.trace.verdict)}, ${counted(view)}`;
  if (answer?.outcomes && view.id.startsWith("what-if:")) {
    const left = answer.outcomes.map((one) => `${page.words.name(one.end)} ${one.union.remains}`);
    return `${view.title}, ${view.description}: ${left.join(", ")}`;
  }
  return view.id === "unknown" ? view.description : `${view.title}: ${counted(view)}`;
}

const counted = (view) =>
  `${plural(view.entities.length, "entity", "entities")}, ${plural(view.claims.length, "arrow")}`;
