/* The page: what its address says is what it shows. */

import { chooser, searchIndex } from "./chooser.js";
import { citedAs } from "./citing.js";
import { tellCompare } from "./comparison.js";
import { anchor, button, byId, make, plural } from "./dom.js";
import { csvOf, download, evidenceCsvOf, fileName, jsonOf, turtleOf } from "./exporting.js";
import { makeFigure } from "./figure.js";
import { inForce, unfiltered } from "./filters.js";
import { keepingFocus } from "./focus.js";
import { whatIf } from "./intervening.js";
import { readKnowledge } from "./knowledge.js";
import { layoutsOf } from "./layout.js";
import { legendOf } from "./legend.js";
import { compareText } from "./ordering.js";
import { heard, tellClaim, tellEntity, tellJoint, tellTrace, tellView, tellWhatIf } from "./panel.js";
import { scoreboardView } from "./scoreboard.js";
import { sidebar } from "./sidebar.js";
import { addressOf, asking, emptyState, questionOf, stateOf } from "./state.js";
import { studiesView } from "./studies.js";
import { tableOf } from "./tables.js";
import { timelineView } from "./timeline.js";
import { trace } from "./tracing.js";
import { viewOf } from "./views.js";
import { isArrow, isDisputed, Words } from "./words.js";
import { wrapped } from "./wrapping.js";

const MOST_ON_A_TELEPHONE = 30;
const MOST_LAYOUTS = 60;
const MOST_READ = 75;
const NEAREST = { block: "nearest" };
/** As in the style: up to which width a window is narrow, how wide the panel lies over a map, how far it comes up. */
const [NARROW, PANEL, SHEET] = [760, 350, 0.4];
const EVIDENCE = { studies: studiesView, timeline: timelineView, experiments: scoreboardView };

/** Tables without a prototype, all the way down: nothing is called `constructor` unless the graph says so. */
function plain(value) {
  if (!value || typeof value !== "object") return value;
  if (!Array.isArray(value)) Object.setPrototypeOf(value, null);
  for (const part of Object.values(value)) plain(part);
  return value;
}

async function readData() {
  const packed = Uint8Array.from(atob(byId("data").textContent.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return plain(await new Response(stream).json());
}

/** Enters an address in the history; a frame without an address of its own has none. */
function remember(address, how = "pushState") {
  const enter = () => {
    try {
      history[how](null, "", `#${address}`);
    } catch {
      // Back does nothing there; all else works.
    }
  };
  setTimeout(enter); // after what was asked for is shown: a browser takes its time over it
}

/** Everything that the parts of the page share. */
class Page {
  constructor(data) {
    this.data = data;
    this.words = new Words(data);
    this.knowledge = readKnowledge(data);
    this.index = searchIndex(data);
    this.arrows = data.drawn.edges.map(({ id }) => id);
    this.drawn = new Map(data.drawn.edges.map((edge) => [edge.id, edge]));
    this.state = emptyState();
    this.view = null;
    this.made = new Map();
    this.selection = null;
    this.cameFrom = null;
    this.lastBox = null;
    this.countsByColumn = countsOf(data.drawn.nodes.map(({ group }) => group));
    this.figure = makeFigure(byId("stage"), this.nodes(), (thing) => this.choose(thing));
  }

  nodes() {
    const nodes = this.data.drawn.nodes.map(({ id, label, group }) => [
      id,
      { id, label, lines: wrapped(label), column: group, kind: group },
    ]);
    return { nodes: new Map(nodes), columns: this.data.columns };
  }

  /** The claims about an entity, those about such claims included. */
  claimsAbout(id) {
    this.about ??= claimsByEntity(this.data.claims);
    return this.about.get(id) || [];
  }

  /** The values of a context axis that any evidence states. */
  stated(axis) {
    this.contexts ??= contextsByAxis(this.data.claims);
    return this.contexts.get(axis) || [];
  }

  isDrawn(id) {
    return this.drawn.has(id);
  }

  /** The arrows that a hypothesis holds. */
  claimsOf(hypothesis) {
    return this.knowledge.claimsOf(hypothesis).filter((id) => this.isDrawn(id));
  }

  /** Asks another question. */
  go(question) {
    this.enter(asking(this.state, question));
  }

  /** Changes something about what is asked. */
  amend(change) {
    this.enter({ ...this.state, ...change });
  }

  /** Sets an end of the paths that are asked for. */
  ask(ends) {
    const { from, to } = { ...this.state, ...ends };
    const next =
      from && to
        ? asking(this.state, { from, to })
        : { ...this.state, ...ends, block: [], add: [], avoid: [] };
    this.enter(next);
  }

  /** The same from the panel: where the other end is not known yet, its field is the next to fill. */
  askFromPanel(ends) {
    this.ask(ends);
    const { from, to } = this.state;
    if (from && to) return;
    byId("drawer").open = true;
    byId(from ? "to-end" : "from-end").focus();
  }

  enter(state) {
    const address = addressOf(state);
    if (address !== addressOf(this.state)) remember(address);
    this.render(state);
  }

  /** Chooses a box or an arrow, or nothing. What is not in view is brought into view. */
  choose(thing) {
    const select = thing ? `${thing.type === "node" ? "entity" : "claim"}:${thing.id}` : "";
    const active = document.activeElement;
    if (thing && !active?.closest("#panel")) this.cameFrom = active?.closest("#stage") || active;
    if (!thing || this.view.isTelling || this.holds(thing)) this.amend({ select });
    else if (thing.type === "node") this.go({ around: thing.id, select });
    else this.goToClaim(thing.id, select);
  }

  goToClaim(id, select) {
    const claim = this.data.claims[id];
    if (claim && this.isDrawn(id)) this.go({ around: claim.subject, select });
    else this.amend({ select });
  }

  holds({ type, id }) {
    const { entities, claims, gaps } = this.view;
    return type === "node" ? entities.includes(id) : claims.includes(id) || gaps.some((gap) => gap.id === id);
  }

  light(path) {
    this.figure.light(path?.claims);
  }

  /* what is shown */

  render(state) {
    const bare = (one) => addressOf({ ...one, select: "", step: 0 });
    const isSame = this.view && bare(this.state) === bare(state);
    const hadSelection = Boolean(this.selection);
    byId("panel").scrollTop = 0; // first: later the browser would have to lay the panel out for it
    this.state = state;
    keepingFocus(
      () => {
        if (!isSame) this.renderView();
        this.renderSelection();
      },
      (region) => this.standIns(region, hadSelection && !this.selection),
    );
    byId("said").textContent = this.selection ? this.described(this.selection) : heard(this, this.view);
  }

  /** Where the focus may go when what had it is no longer there. */
  standIns(region, isClosed) {
    const places = ["panel", "stage", "table", "evidence"].map(byId);
    return isClosed ? [this.cameFrom, region, ...places] : [region, ...places];
  }

  renderSelection() {
    const isRoomy = Boolean(this.view.isOverview);
    this.selection = this.selected();
    this.figure.select(this.selection);
    this.reveal(this.selection);
    document.body.classList.toggle("roomy", isRoomy);
    document.body.classList.toggle("chosen", Boolean(this.selection));
    byId("panel").hidden = isRoomy && !this.selection;
    byId("panel").replaceChildren(...this.panel().flat(Infinity).filter(Boolean));
    if (this.state.step) byId("panel").querySelector("[aria-current=step]")?.scrollIntoView(NEAREST);
    if (this.state.mode !== "table") return;
    for (const line of byId("table").querySelectorAll("[data-claim]"))
      line.classList.toggle("chosen", Boolean(this.selection) && line.dataset.claim === this.selection.id);
  }

  /** Moves the map where what is chosen would be out of sight. */
  reveal(thing) {
    if (!thing || byId("graph").hidden || !this.holds(thing)) return;
    const arrow = this.data.claims[thing.id];
    const ends = thing.type === "node" ? [thing.id] : arrow ? [arrow.subject, arrow.object] : [];
    const { left, right, top, bottom } = byId("stage").getBoundingClientRect();
    const isNarrow = innerWidth <= NARROW;
    const across = this.view.isOverview && !isNarrow ? Math.min(right, innerWidth - PANEL) : right;
    const down = isNarrow ? Math.min(bottom, innerHeight * (1 - SHEET)) : bottom;
    const isInSight = (id) => {
      const { x, y } = this.figure.nodePoint(id);
      return x > left && x < across && y > top && y < down;
    };
    if (!ends.every(isInSight)) this.figure.centre(ends[0]);
  }

  renderView() {
    const evidence = EVIDENCE[questionOf(this.state)];
    this.view = viewOf(this.state, this);
    const isTable = this.state.mode === "table";
    document.body.classList.toggle("telling", Boolean(evidence));
    document.title = `${this.view.title} · glutagraph`;
    byId("graph").hidden = Boolean(evidence) || isTable;
    byId("table").hidden = Boolean(evidence) || !isTable;
    byId("evidence").hidden = !evidence;
    if (evidence) byId("evidence").replaceChildren(evidence(this.data, this.actions()));
    else if (isTable) byId("table").replaceChildren(tableOf(this, this.view));
    byId("side").replaceChildren(...sidebar(this).flat(Infinity).filter(Boolean));
    for (const [name, link] of Object.entries(this.tabs))
      link.setAttribute("aria-current", String(name === (evidence ? questionOf(this.state) : "map")));
    byId("as-graph").setAttribute("aria-pressed", String(!isTable));
    byId("as-table").setAttribute("aria-pressed", String(isTable));
    const arrows = this.arrowsShown();
    byId("hint").textContent = this.hint();
    legend(this, arrows);
    tellEmpty(this);
    this.figure.show({ ...this.view, arrows, layouts: this.view.layouts || this.layouts() });
  }

  /** What stands below a map: what it is, what it leaves out, and that one has to come closer to read it. */
  hint() {
    const { isOverview, description, entities } = this.view;
    const only = isOverview ? inForce(this).map(([words]) => words) : [];
    const told = [
      isOverview && description,
      only.length ? `Only: ${only.join(", ")}.` : "",
      entities.length > MOST_READ ? "To read it, zoom in, or choose a box for what lies around it." : "",
    ];
    return told.filter(Boolean).join(" ");
  }

  arrowsShown() {
    const arrow = (id) => {
      const claim = this.data.claims[id];
      return {
        id,
        from: claim.subject,
        to: claim.object,
        sign: claim.sign || 0,
        net: Boolean(claim.net),
        disputed: isDisputed(claim),
        papers: claim.papers || 0,
      };
    };
    const joints = this.view.gaps.map(({ id, from, to, reason }) => ({
      id,
      from,
      to,
      joint: reason,
      sign: 0,
    }));
    return [...this.view.claims.map(arrow), ...joints];
  }

  /** The layouts of what is shown, made once for each. */
  layouts() {
    const key = [...this.view.entities, "", ...this.view.claims].join(" ");
    if (!this.made.has(key)) {
      if (this.made.size > MOST_LAYOUTS) this.made.clear();
      this.made.set(key, this.laidOut());
    }
    return this.made.get(key);
  }

  laidOut() {
    const entities = this.view.entities.map((id) => ({
      id,
      label: this.words.name(id),
      column: this.columnOf(id),
    }));
    const links = this.arrowsShown().map(({ id, from, to, net }) => ({
      id,
      start: from,
      end: to,
      leads: !net,
    }));
    return layoutsOf(entities, links);
  }

  columnOf(id) {
    const column = this.data.kinds[this.data.entities[id].kind].column;
    return this.data.columns.findIndex((one) => one.id === column);
  }

  selected() {
    const [sort, ...rest] = this.state.select.split(":");
    const id = rest.join(":");
    if (sort === "entity" && id in this.data.entities) return { type: "node", id };
    if (sort === "claim" && (id in this.data.claims || this.view.gaps.some((gap) => gap.id === id)))
      return { type: "edge", id };
    return null;
  }

  panel() {
    if (this.selection && this.state.step && this.view.tour) return tellView(this, this.view);
    if (this.selection && this.selection.type === "node") return tellEntity(this, this.selection.id);
    if (this.selection && this.selection.id in this.data.claims) return tellClaim(this, this.selection.id);
    if (this.selection)
      return tellJoint(
        this,
        this.view.gaps.find((gap) => gap.id === this.selection.id),
      );
    const tell = { trace: tellTrace, "what-if": tellWhatIf, compare: tellCompare }[questionOf(this.state)];
    return tell && this.view.answer ? tell(this, this.view) : tellView(this, this.view);
  }

  described({ type, id }) {
    if (type === "node") return this.words.name(id);
    return id in this.data.claims ? this.words.sentence(id) : "joint";
  }

  actions() {
    return {
      goTo: (question) => this.go(question),
      choose: (thing) => this.choose(thing),
      hosts: this.data.hosts,
      knowledge: this.knowledge,
      asked: this.state.asked,
      tellAsked: (asked) => this.note(asked),
    };
  }

  /** Says in the address what a table or drawing of evidence is asked. It is no step of its own for Back. */
  note(asked) {
    if (asked === this.state.asked) return;
    this.state = { ...this.state, asked };
    remember(addressOf(this.state), "replaceState");
  }

  /** The studies that gave an entity, a line each. */
  studiesOf(id) {
    const studies = Object.values(this.data.studies).filter(({ drugs = [] }) => drugs.includes(id));
    return studies.map(({ label, result, participants }) => {
      const facts = [result.replaceAll("-", " "), participants ? `n = ${participants}` : ""];
      return make("li", {}, label, make("small", {}, facts.filter(Boolean).join(" · ")));
    });
  }

  /* what is taken away */

  /** The sources of exactly the evidence shown. */
  sources() {
    const ids =
      this.selection && this.selection.id in this.data.claims ? [this.selection.id] : this.view.claims;
    const items = ids.flatMap((id) => this.data.claims[id].evidence || []);
    const found = new Set(items.flatMap((item) => [item.source, item.read_in].filter(Boolean)));
    return [...found].sort(compareText).map((id) => ({ id, ...this.data.sources[id] }));
  }

  /** What a picture of the view says of itself. */
  told() {
    const { version, knowledge } = this.data;
    const credit = [`glutagraph ${version}`, knowledge && `knowledge ${knowledge}`]
      .filter(Boolean)
      .join(", ");
    const { title, description, sides = [] } = this.view;
    return { title, description, credit: [credit], sides };
  }

  async save(form) {
    const name = (extension) => fileName(this.data, this.view.title, extension);
    const told = this.told();
    const texts = {
      csv: () => csvOf(this.view, this.data),
      "evidence.csv": () => evidenceCsvOf(this.view, this.data),
      json: () => jsonOf(this.view, this.data, this.view.answer),
      ttl: () => turtleOf(this.view, this.data),
      bib: () => citedAs("bibtex", this.sources()),
      ris: () => citedAs("ris", this.sources()),
      svg: () => this.figure.svgOf(told),
    };
    const content =
      form === "png"
        ? await this.figure.pngOf(told)
        : new Blob([texts[form]()], { type: "text/plain;charset=utf-8" });
    download(name(form), content);
    byId("said").textContent = `Saved as ${name(form)}`;
  }
}

/* tables made once */

function countsOf(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) || 0) + 1);
  return counts;
}

function claimsByEntity(claims) {
  const about = new Map();
  const ends = ({ subject, object }) => [object, ...(subject in claims ? ends(claims[subject]) : [subject])];
  for (const [id, claim] of Object.entries(claims)) {
    for (const end of new Set(ends(claim))) {
      if (!about.has(end)) about.set(end, []);
      about.get(end).push(id);
    }
  }
  return about;
}

function contextsByAxis(claims) {
  const stated = new Map();
  for (const { evidence = [] } of Object.values(claims)) {
    for (const { context = {} } of evidence) {
      for (const [axis, value] of Object.entries(context))
        stated.set(axis, (stated.get(axis) || new Set()).add(value));
    }
  }
  return stated;
}

/* the head of the page */

function head(page) {
  const { data } = page;
  byId("search-place").replaceChildren(
    chooser({
      ...{
        id: "search",
        label: "Search by label, synonym or identifier",
        placeholder: "Search drug, target, process …  ( / )",
        clears: true,
      },
      index: [...page.index.entities, ...page.index.hypotheses],
      picked: (match) =>
        match.id in data.entities
          ? page.choose({ type: "node", id: match.id })
          : page.go({ hypothesis: match.id }),
    }),
  );
  const tab = (name, label, question) => [name, button(label, () => page.go(question))];
  page.tabs = Object.fromEntries(
    [
      tab("map", "Map", { show: "core" }),
      data.studies && Object.keys(data.studies).length
        ? tab("studies", "Studies", { show: "studies" })
        : null,
      data.onset && Object.keys(data.onset).length ? tab("timeline", "Timeline", { show: "timeline" }) : null,
      data.experiments && Object.keys(data.experiments).length
        ? tab("experiments", "Experiments", { show: "experiments" })
        : null,
    ].filter(Boolean),
  );
  byId("tabs").replaceChildren(...Object.values(page.tabs));
  const forms = {
    svg: "SVG",
    png: "PNG, twice the size",
    json: "JSON",
    csv: "CSV: claims",
    "evidence.csv": "CSV: evidence",
    ttl: "Turtle",
    bib: "Cite: BibTeX",
    ris: "Cite: RIS",
  };
  const save = Object.entries(forms).map(([form, label]) =>
    make(
      "li",
      {},
      button(label, () => page.save(form), { "data-save": form }),
    ),
  );
  byId("save").replaceChildren(
    ...save,
    make(
      "li",
      {},
      button("Print or PDF", () => window.print()),
    ),
  );
  byId("about").replaceChildren(
    `${plural(Object.keys(data.entities).length, "entity", "entities")} · ${plural(Object.keys(data.claims).length, "claim")} · ${plural(Object.keys(data.sources).length, "source")}`,
  );
}

/* below the figure */

function legend(page, arrows) {
  const columns = page.data.columns.filter(({ id }) => page.countsByColumn.has(id));
  byId("legend").replaceChildren(...legendOf(arrows, page.view.marks, columns, page.view.sides || []));
}

/** Why there is nothing to see. */
function tellEmpty(page) {
  const { view, data } = page;
  const isEmpty = !view.entities.length;
  byId("empty").hidden = !isEmpty;
  if (!isEmpty) return;
  const only = inForce(page).map(([words]) => words);
  const why =
    view.id === "unknown" || view.answer?.error
      ? view.answer?.error || view.description
      : only.length
        ? `Nothing is left with only: ${only.join(", ")}.`
        : Object.keys(data.claims).length
          ? "Nothing here is an arrow that could be drawn."
          : "This graph holds no claims.";
  const all = button("Show all of it", () => page.amend(unfiltered), { "data-next": "stage" });
  byId("empty").replaceChildren(make("p", {}, why), only.length ? all : "");
}

/* print */

/** On paper, or as a PDF, the figure stands as the vectors that it is saved as. */
function listenToPrint(page) {
  let wasDark = false;
  window.addEventListener("beforeprint", () => {
    wasDark = document.documentElement.dataset.theme === "dark";
    if (wasDark) paint(page, false); // paper is white
    if (byId("graph").hidden) return;
    const drawn = new DOMParser().parseFromString(page.figure.svgOf(page.told()), "image/svg+xml");
    byId("paper").replaceChildren(document.adoptNode(drawn.documentElement));
  });
  window.addEventListener("afterprint", () => {
    byId("paper").replaceChildren();
    if (wasDark) paint(page, true);
  });
}

/* keys */

const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function onStageKey(page, event) {
  const way = DIRECTIONS[event.key];
  const current = page.selection && page.selection.type === "node" ? page.selection.id : null;
  if (way) {
    const isHere = current && page.view.entities.includes(current);
    const { entities } = page.view;
    const first = entities.includes(page.lastBox) ? page.lastBox : entities[0];
    const next = isHere ? page.figure.neighbour(current, ...way) : first;
    page.lastBox = next || page.lastBox;
    if (next) page.choose({ type: "node", id: next });
    event.preventDefault();
  } else if (event.key === "Enter") byId("panel").focus();
  else if (event.key === "+" || event.key === "=") page.figure.zoomIn();
  else if (event.key === "-") page.figure.zoomOut();
}

function listen(page) {
  byId("stage").addEventListener("keydown", (event) => onStageKey(page, event));
  const menu = byId("save").closest("details");
  const shutMenu = () => {
    menu.open = false;
  };
  byId("save").addEventListener("click", () => {
    shutMenu();
    menu.querySelector("summary").focus();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (!menu.contains(target)) shutMenu();
  });
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(relatedTarget)) shutMenu();
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    shutMenu();
    menu.querySelector("summary").focus();
    event.stopPropagation();
  });
  byId("skip").addEventListener("click", () => {
    const places = ["stage", "table", "evidence"].map(byId);
    places.find((place) => !place.closest("[hidden]")).focus();
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && !typing) {
      byId("search").focus();
      event.preventDefault();
    } else if (event.key === "Escape" && page.state.select) page.amend({ select: "", step: 0 });
  });
  byId("as-graph").addEventListener("click", () => page.amend({ mode: "" }));
  byId("as-table").addEventListener("click", () => page.amend({ mode: "table" }));
  byId("zoom-in").addEventListener("click", page.figure.zoomIn);
  byId("zoom-out").addEventListener("click", page.figure.zoomOut);
  byId("fit").addEventListener("click", page.figure.fit);
  byId("theme").addEventListener("click", () =>
    paint(page, document.documentElement.dataset.theme !== "dark"),
  );
  window.addEventListener("popstate", () => page.render(stateOf(location.hash)));
  window.addEventListener("hashchange", () => {
    if (addressOf(stateOf(location.hash)) !== addressOf(page.state)) page.render(stateOf(location.hash));
  });
}

/* light and dark */

const prefersDark = matchMedia("(prefers-color-scheme: dark)");

function paint(page, isDark) {
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
  byId("theme").textContent = isDark ? "Light" : "Dark";
  if (!page?.view) return;
  page.figure.repaint();
  legend(page, page.arrowsShown());
}

/** A story that a telephone can show, where the map is too large for it. */
function firstStory({ data }) {
  const [story] = Object.entries(data.hypotheses).find(([, one]) => one.tour?.length && !one.module) || [];
  return story && data.opening.core.length > MOST_ON_A_TELEPHONE
    ? `hypothesis=${encodeURIComponent(story)}`
    : "";
}

paint(null, prefersDark.matches);
const page = new Page(await readData());
prefersDark.addEventListener("change", ({ matches }) => paint(page, matches));
head(page);
listen(page);
listenToPrint(page);
const isNarrow = matchMedia("(max-width: 760px)").matches;
if (isNarrow) byId("drawer").open = false;
page.render(stateOf(location.hash || page.data.opening.state || (isNarrow ? firstStory(page) : "")));

/* for tests: what is shown, rather than its pixels */
window.glutagraph = {
  data: page.data,
  knowledge: page.knowledge,
  ...{ trace, whatIf, readKnowledge, anchor, isArrow },
  state: () => addressOf(page.state),
  go: (address) => page.enter(stateOf(address)),
  choose: (thing) => page.choose(thing),
  shown: () => ({
    view: page.view.id,
    ...{ entities: page.view.entities, claims: page.view.claims, marks: [...page.view.marks] },
    ...{ selection: page.selection, textSize: page.figure.textSize(), axis: page.figure.axis() },
  }),
  nodePoint: page.figure.nodePoint,
  edgePoint: page.figure.edgePoint,
};
window.glutagraph.readyAfter = performance.now();
document.documentElement.dataset.ready = "yes";
