/* The page: what its address says is what it shows. */

import { chooser, searchIndex } from "./chooser.js";
import { citedAs } from "./citing.js";
import { tellCompare } from "./comparison.js";
import { anchor, button, byId, make, plural } from "./dom.js";
import { drawArrowSample, drawBoxSample } from "./drawing.js";
import { csvOf, download, evidenceCsvOf, fileName, jsonOf, turtleOf } from "./exporting.js";
import { makeFigure } from "./figure.js";
import { whatIf } from "./intervening.js";
import { readKnowledge } from "./knowledge.js";
import { layoutsOf } from "./layout.js";
import { compareText } from "./ordering.js";
import { tellClaim, tellEntity, tellJoint, tellTrace, tellView, tellWhatIf } from "./panel.js";
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

const MOST_LAYOUTS = 60;
const EVIDENCE = { studies: studiesView, timeline: timelineView, experiments: scoreboardView };

/** The data, its tables without a prototype: nothing is called `constructor` unless the graph says so. */
async function readData() {
  const packed = Uint8Array.from(atob(byId("data").textContent.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const data = await new Response(stream).json();
  for (const [name, table] of Object.entries(data)) {
    if (table && typeof table === "object" && !Array.isArray(table))
      data[name] = Object.assign(Object.create(null), table);
  }
  return data;
}

/** Enters an address in the history; a frame without an address of its own has none. */
function remember(address) {
  try {
    history.pushState(null, "", `#${address}`);
  } catch {
    // Back does nothing there; all else works.
  }
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
    this.figure = makeFigure(byId("stage"), this.nodes(), (thing) => this.choose(thing));
  }

  nodes() {
    const nodes = this.data.drawn.nodes.map(({ id, label, group }) => [
      id,
      { id, label, lines: wrapped(label), column: group, kind: group },
    ]);
    return { nodes: new Map(nodes), columns: this.data.columns };
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

  enter(state) {
    const address = addressOf(state);
    if (address !== addressOf(this.state)) remember(address);
    this.render(state);
  }

  /** Chooses a box or an arrow, or nothing. What is not in view is brought into view. */
  choose(thing) {
    const select = thing ? `${thing.type === "node" ? "entity" : "claim"}:${thing.id}` : "";
    if (!thing || this.holds(thing)) this.amend({ select });
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
    const before = this.state;
    const bare = (one) => addressOf({ ...one, select: "", step: 0 });
    const isSame = this.view && bare(before) === bare(state);
    this.state = state;
    if (!isSame) this.renderView();
    this.selection = this.selected();
    this.figure.select(this.selection);
    document.body.classList.toggle("roomy", Boolean(this.view.isOverview));
    byId("panel").hidden = Boolean(this.view.isOverview) && !this.selection;
    byId("panel").replaceChildren(...this.panel().flat(Infinity).filter(Boolean));
    byId("panel").scrollTop = 0;
    for (const line of byId("table").querySelectorAll("[data-claim]")) {
      line.classList.toggle("chosen", Boolean(this.selection) && line.dataset.claim === this.selection.id);
    }
    byId("said").textContent = this.selection ? this.described(this.selection) : this.view.title;
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
    this.keepingFocus(() => byId("side").replaceChildren(...sidebar(this).flat(Infinity).filter(Boolean)));
    for (const [name, link] of Object.entries(this.tabs))
      link.setAttribute("aria-current", String(name === (evidence ? questionOf(this.state) : "map")));
    byId("as-graph").setAttribute("aria-pressed", String(!isTable));
    byId("as-table").setAttribute("aria-pressed", String(isTable));
    byId("hint").textContent = this.view.isOverview ? this.view.description : "";
    legend(this);
    byId("empty").hidden = Boolean(this.view.entities.length);
    this.figure.show({
      ...this.view,
      arrows: this.arrowsShown(),
      layouts: this.view.layouts || this.layouts(),
    });
  }

  /** Puts the focus back on what bears the same id or story after its place was made anew. */
  keepingFocus(change) {
    const { id, dataset } = document.activeElement || {};
    change();
    const again = id
      ? byId(id)
      : dataset?.story
        ? byId("side").querySelector(`[data-story="${CSS.escape(dataset.story)}"]`)
        : null;
    if (again && again !== document.activeElement) again.focus({ preventScroll: true });
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
    };
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
    return { title: this.view.title, description: this.view.description, credit: [credit] };
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
  }
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

/* the legend */

const LEGEND = [
  ["raises", { sign: 1, papers: 2 }],
  ["lowers", { sign: -1, papers: 2 }],
  ["unknown", { sign: 0, papers: 2 }],
  ["end result (net)", { neutral: true, headless: true, net: true, papers: 1 }],
  ["disputed", { neutral: true, headless: true, disputed: true, papers: 2 }],
  ["joint: no claim", { neutral: true, joint: "joint", headless: true }],
];

function sample(draw) {
  const canvas = make("canvas", { width: 34 * 3, height: 14 * 3, "aria-hidden": "true" });
  const ctx = canvas.getContext("2d");
  ctx.scale(3, 3);
  draw(ctx);
  return canvas;
}

function legend(page) {
  const { data } = page;
  const joints = page.view?.gaps.length;
  const arrows = LEGEND.filter(([, arrow]) => joints || !arrow.joint).map(([label, edge]) =>
    make(
      "span",
      {},
      sample((ctx) => {
        ctx.translate(1, 7);
        drawArrowSample(ctx, edge, 31);
      }),
      label,
    ),
  );
  const widths = sample((ctx) => {
    [1, 2, 4].forEach((papers, place) => {
      ctx.save();
      ctx.translate(1 + place * 12, 7);
      drawArrowSample(ctx, { neutral: true, headless: true, papers }, 9);
      ctx.restore();
    });
  });
  const shown = new Set(data.drawn.nodes.map((node) => node.group));
  const kinds = data.columns
    .filter(({ id }) => shown.has(id))
    .map(({ id, label }) =>
      make(
        "span",
        {},
        sample((ctx) => {
          ctx.translate(17, 7);
          drawBoxSample(ctx, id, 28, 12);
        }),
        label,
      ),
    );
  byId("legend").replaceChildren(
    make("div", {}, arrows, make("span", {}, widths, "1, 2, 4+ papers")),
    make("div", {}, kinds),
  );
}

/* print */

/** On paper, or as a PDF, the figure stands as the vectors that it is saved as. */
function listenToPrint(page) {
  window.addEventListener("beforeprint", () => {
    if (byId("graph").hidden) return;
    const drawn = new DOMParser().parseFromString(page.figure.svgOf(page.told()), "image/svg+xml");
    byId("paper").replaceChildren(document.adoptNode(drawn.documentElement));
  });
  window.addEventListener("afterprint", () => byId("paper").replaceChildren());
}

/* keys */

const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function onStageKey(page, event) {
  const way = DIRECTIONS[event.key];
  const current = page.selection && page.selection.type === "node" ? page.selection.id : null;
  if (way) {
    const isHere = current && page.view.entities.includes(current);
    const next = isHere ? page.figure.neighbour(current, ...way) : page.view.entities[0];
    if (next) page.choose({ type: "node", id: next });
    event.preventDefault();
  } else if (event.key === "Enter") byId("panel").focus();
  else if (event.key === "+" || event.key === "=") page.figure.zoomIn();
  else if (event.key === "-") page.figure.zoomOut();
}

function listen(page) {
  byId("stage").addEventListener("keydown", (event) => onStageKey(page, event));
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
  if (page) legend(page);
}

paint(null, prefersDark.matches);
const page = new Page(await readData());
prefersDark.addEventListener("change", ({ matches }) => paint(page, matches));
head(page);
listen(page);
listenToPrint(page);
if (matchMedia("(max-width: 760px)").matches) byId("drawer").open = false;
page.render(stateOf(location.hash || page.data.opening.state || ""));

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
