"use strict";

/* The page around the figure: search, views, panel and table. All text enters as text, never as markup. */

/* global makeFigure, drawArrowSample, drawBoxSample, signName */

(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const nodeById = new Map(data.nodes.map((node) => [node.id, node]));
  const edgeById = new Map(data.edges.map((edge) => [edge.id, edge]));
  const others = new Map(Object.entries(data.others));
  const views = new Map(data.views.map((view, place) => [view.id, prepared(view, place)]));
  const state = { view: null, mode: "graph", net: true, selection: null };

  /** A view with its own arrows; the first holds everything and may be too large to read at once. */
  function prepared(view, place) {
    const edges = Object.keys(view.layouts[0].edges).sort();
    return { ...view, edges, nodes: Object.keys(view.layouts[0].nodes), whole: place === 0 && data.views.length > 1 };
  }

  /* building blocks */

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (typeof value === "function") element.addEventListener(name, value);
      else if (value !== undefined && value !== false) element.setAttribute(name, value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
    return element;
  }

  const button = (label, action, kind = "plain") => make("button", { type: "button", class: kind, click: action }, label);
  const text = (tag, content, kind) => (content ? make(tag, { class: kind }, content) : null);
  const plural = (count, word, words = `${word}s`) => `${count} ${count === 1 ? word : words}`;
  const nameOf = (id) => (nodeById.has(id) ? nodeById.get(id).label : others.get(id) || id);
  const glyph = (sign) => (sign > 0 ? "→" : sign < 0 ? "⊣" : "—");

  /** A link where the address is https at a host that is allowed; else only the words. */
  function anchor({ href, text: words }) {
    let address = null;
    try {
      address = new URL(href);
    } catch {
      return make("span", {}, words);
    }
    if (address.protocol !== "https:" || !data.hosts.includes(address.host)) return make("span", {}, words);
    return make("a", { href: address.href, target: "_blank", rel: "noopener noreferrer" }, words);
  }

  function entityButton(id) {
    return nodeById.has(id) ? button(nameOf(id), () => choose({ type: "node", id })) : make("span", {}, nameOf(id));
  }

  const verb = (claim) => make("span", { class: `verb ${claim.arrow ? signName(claim.sign) : "unknown"}` },
    claim.arrow ? `${glyph(claim.sign)} ${claim.predicate}` : claim.predicate);

  /** A claim as a sentence; the subject of a requirement is itself a claim. */
  function sentence(id) {
    const claim = data.claims[id];
    const subject = claim.about === "claim" ? `(${sentence(claim.subject)})` : nameOf(claim.subject);
    return `${subject} ${claim.predicate} ${nameOf(claim.object)}`;
  }

  /* panel */

  const STATUS = {
    disputed: "disputed",
    "context-bound": "holds in some contexts",
    refuted: "refuted",
    open: "open question",
    definition: "definition",
  };

  function show(...content) {
    const panel = byId("panel");
    panel.replaceChildren(...content.flat().filter(Boolean));
    panel.scrollTop = 0;
  }

  const close = () => make("button", { type: "button", class: "close", "aria-label": "Close", click: () => choose(null) }, "×");
  const tag = (words, kind) => make("span", { class: kind ? `tag ${kind}` : "tag" }, words);

  function showView(view) {
    const { supports, disputes } = view.stances;
    const hypotheses = [...views.values()].filter((other) => other.group === "Hypotheses" && other.id !== view.id);
    show(
      make("h2", {}, view.label),
      text("p", view.description),
      make("div", { class: "tags" },
        tag(plural(view.nodes.length, "entity", "entities")),
        tag(plural(view.edges.length, "arrow")),
        tag(plural(supports, "finding") + " for"),
        tag(`${disputes} against`),
        tag(`${view.stances["leaves-open"]} left open`)),
      make("p", { class: "soft" }, "Choose a box for what is known of it, an arrow for its evidence."),
      hypotheses.length ? make("h3", {}, "Hypotheses") : null,
      make("ul", { class: "claims" }, hypotheses.map((other) => make("li", {},
        button(other.label, () => switchTo(other.id)),
        make("small", {}, other.description)))),
    );
  }

  function claimLine(id) {
    const claim = data.claims[id];
    const facts = [
      claim.arrow ? (claim.net ? "net" : "direct") : "",
      STATUS[claim.status] || "",
      claim.papers ? plural(claim.papers, "paper") : "",
      claim.status === "definition" ? "" : claim.tier,
    ];
    const label = [make("span", {}, claim.about === "claim" ? `(${sentence(claim.subject)})` : nameOf(claim.subject)), " ", verb(claim), " ", nameOf(claim.object)];
    return make("li", {}, make("button", { type: "button", class: "plain", click: () => choose({ type: "edge", id }) }, label),
      make("small", {}, facts.filter(Boolean).join(" · ")));
  }

  function claimList(title, ids) {
    return ids.length ? [make("h3", {}, `${title} (${ids.length})`), make("ul", { class: "claims" }, ids.map(claimLine))] : [];
  }

  const mentions = (claim, id) =>
    claim.object === id || (claim.about === "claim" ? mentions(data.claims[claim.subject], id) : claim.subject === id);

  function showNode(id) {
    const entity = data.entities[id];
    const ids = Object.keys(data.claims).filter((name) => mentions(data.claims[name], id));
    const arrows = ids.filter((name) => edgeById.has(name));
    show(
      close(),
      make("h2", {}, nameOf(id)),
      make("div", { class: "tags" }, tag(entity.kind), entity.structure.map(([word, other]) => tag(`${word} ${nameOf(other)}`))),
      text("p", entity.description),
      entity.synonyms.length ? make("p", { class: "soft" }, `Also called ${entity.synonyms.join(", ")}`) : null,
      make("p", { class: "links" }, entity.identifiers.map((identifier) => make("span", {},
        anchor(identifier), identifier.match === "exact" ? "" : make("span", { class: "soft" }, ` (${identifier.match})`)))),
      claimList("Leads to", arrows.filter((name) => data.claims[name].subject === id)),
      claimList("Is led to by", arrows.filter((name) => data.claims[name].object === id)),
      claimList("Known, but no arrow", ids.filter((name) => !data.claims[name].arrow)),
    );
  }

  function item(evidence) {
    const source = data.sources[evidence.source];
    const where = evidence.context.map(([axis, value]) => `${axis.replace("-", " ")}: ${value}`).join(" · ");
    const reader = data.sources[evidence.read_in];
    const read = evidence.read_in === evidence.source ? "" : `, as read in ${reader.citation}`;
    return make("div", { class: `item ${evidence.stance}` },
      make("p", { class: "cited" }, source.citation, source.type === "review" ? make("span", { class: "soft" }, " (review)") : ""),
      make("p", {}, evidence.finding),
      text("small", where),
      make("small", {}, `${evidence.tier} · ${evidence.method}`),
      text("small", evidence.locator + read),
      text("small", [source.title, source.journal].filter(Boolean).join(". ")),
      make("p", { class: "links" }, source.links.map(anchor)));
  }

  function items(title, claim, stance) {
    const found = claim.evidence.filter((evidence) => evidence.stance === stance);
    return found.length ? [make("h3", {}, `${title} (${found.length})`), found.map(item)].flat() : [];
  }

  /** The null findings that stand against a claim, and what separates them from it. */
  function opponents(claim) {
    return claim.against.filter((other) => other.claim).flatMap(({ claim: id, axis }) => [
      make("h3", {}, "Against: a null finding"),
      make("p", {}, button(sentence(id), () => choose({ type: "edge", id }))),
      make("p", { class: "soft" }, axis ? `The two are separated by ${axis.replace("-", " ")}.` : "Nothing that both state separates the two."),
      ...data.claims[id].evidence.map(item),
    ]);
  }

  function claimTags(claim) {
    const weak = ["disputed", "context-bound", "refuted", "open"].includes(claim.status);
    return make("div", { class: "tags" },
      claim.arrow ? tag(claim.sign > 0 ? "raises" : claim.sign < 0 ? "lowers" : "direction unknown") : tag(`${claim.family}, no arrow`),
      claim.arrow ? tag(claim.net ? "net: an end result" : "direct") : null,
      STATUS[claim.status] ? tag(STATUS[claim.status], weak ? "warn" : "") : null,
      claim.papers ? tag(plural(claim.papers, "independent paper")) : null,
      claim.status === "definition" ? null : tag(`strongest: ${claim.tier}`),
      claim.action ? tag(claim.action) : null);
  }

  function hypothesisLinks(claim) {
    return claim.hypotheses.map((name) => {
      const view = `hypothesis:${name}`;
      const label = data.hypotheses[name] || name;
      return make("li", {}, views.has(view) ? button(label, () => switchTo(view)) : label);
    });
  }

  function showClaim(id) {
    const claim = data.claims[id];
    const subject = claim.about === "claim" ? button(`(${sentence(claim.subject)})`, () => choose({ type: "edge", id: claim.subject })) : entityButton(claim.subject);
    show(
      close(),
      make("h2", {}, subject, " ", verb(claim), " ", entityButton(claim.object)),
      claim.respect.length ? make("p", {}, `in respect of ${claim.respect.join(", ")}`) : null,
      claimTags(claim),
      text("p", claim.note, "soft"),
      claim.hypotheses.length ? [make("h3", {}, "Step of"), make("ul", {}, hypothesisLinks(claim))] : [],
      items("For", claim, "supports"),
      items("Against", claim, "disputes"),
      opponents(claim),
      items("Left open", claim, "leaves-open"),
    );
  }

  function showJoint(edge) {
    show(close(), make("h2", {}, entityButton(edge.from), " / ", entityButton(edge.to)),
      make("p", {}, `A joint, not a claim: ${edge.joint}. A path was stitched together here.`));
  }

  /* selection and views */

  function choose(thing) {
    if (thing && thing.type === "node" && !state.view.nodes.includes(thing.id)) switchTo(viewWith("nodes", thing.id));
    if (thing && edgeById.has(thing.id) && !state.view.edges.includes(thing.id)) showEdge(thing.id);
    state.selection = thing;
    figure.select(thing && (thing.type === "node" || edgeById.has(thing.id)) ? thing : null);
    if (!thing) showView(state.view);
    else if (thing.type === "node") showNode(thing.id);
    else if (data.claims[thing.id]) showClaim(thing.id);
    else showJoint(edgeById.get(thing.id));
    byId("said").textContent = thing ? described(thing) : "";
    markRows();
  }

  const described = ({ type, id }) => (type === "node" ? nameOf(id) : data.claims[id] ? sentence(id) : "joint");

  /** Brings an arrow into view, switching net claims on where it is one. */
  function showEdge(id) {
    if (edgeById.get(id).net) state.net = byId("net").checked = true;
    switchTo(views.get(state.view.id).edges.includes(id) ? state.view.id : viewWith("edges", id));
  }

  /** The smallest view that holds a thing. */
  function viewWith(part, id) {
    const holding = [...views.values()].filter((view) => view[part].includes(id));
    return holding.sort((a, b) => a.nodes.length - b.nodes.length)[0].id;
  }

  /** The arrows of a view, without the net ones where these are switched off. */
  function filtered(view) {
    const edges = view.edges.filter((id) => state.net || !edgeById.get(id).net);
    return { ...view, edges };
  }

  function switchTo(id) {
    state.view = filtered(views.get(id));
    state.selection = null;
    byId("view").value = id;
    figure.show(state.view);
    fillTable();
    showView(state.view);
  }

  function switchNet(on) {
    state.net = on;
    switchTo(state.view.id);
  }

  function switchMode(mode) {
    state.mode = mode;
    byId("graph").hidden = mode !== "graph";
    byId("table").hidden = mode !== "table";
    byId("as-graph").setAttribute("aria-pressed", String(mode === "graph"));
    byId("as-table").setAttribute("aria-pressed", String(mode === "table"));
  }

  function fillChoice() {
    const groups = new Map();
    for (const view of views.values()) {
      if (!groups.has(view.group)) groups.set(view.group, make("optgroup", { label: view.group }));
      groups.get(view.group).append(make("option", { value: view.id }, `${view.label} (${view.nodes.length})`));
    }
    byId("view").append(...groups.values());
    byId("view").addEventListener("change", (event) => switchTo(event.target.value));
  }

  /* table */

  const COLUMNS = ["Subject", "Claim", "Object", "Reach", "Standing", "Papers", "Strongest evidence", "Step of"];

  function fillTable() {
    const claims = state.view.edges.filter((id) => data.claims[id]);
    const head = make("tr", { role: "row" }, COLUMNS.map((name) => make("th", { scope: "col", role: "columnheader" }, name)));
    byId("table").replaceChildren(make("table", { role: "table" },
      make("caption", {}, `${state.view.label}: ${plural(claims.length, "claim")}. Choose a word for its details.`),
      make("thead", { role: "rowgroup" }, head),
      make("tbody", { role: "rowgroup" }, claims.map(row))));
  }

  function row(id) {
    const claim = data.claims[id];
    const fact = (place, value, kind = "") => make("td", { class: `fact ${kind}`, role: "cell", "data-name": COLUMNS[place] }, String(value || ""));
    const told = make("button", { type: "button", class: "plain", click: () => choose({ type: "edge", id }) }, verb(claim));
    return make("tr", { role: "row", "data-claim": id },
      make("td", { role: "cell" }, entityButton(claim.subject), " "),
      make("td", { role: "cell" }, told, " "),
      make("td", { role: "cell" }, entityButton(claim.object)),
      fact(3, claim.net ? "net" : "direct"),
      fact(4, STATUS[claim.status] || "supported"),
      fact(5, claim.papers, "number"),
      fact(6, claim.status === "definition" ? "" : claim.tier),
      fact(7, claim.hypotheses.map((name) => data.hypotheses[name] || name).join("; ")));
  }

  function markRows() {
    const id = state.selection && state.selection.id;
    for (const line of byId("table").querySelectorAll("tbody tr")) {
      line.classList.toggle("chosen", line.dataset.claim === id);
    }
  }

  /* search */

  const folded = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const index = data.nodes.map((node) => {
    const entity = data.entities[node.id];
    const others = [...entity.synonyms, node.id, ...entity.identifiers.map((one) => one.text)];
    return { id: node.id, names: [node.label, ...others].map((name) => ({ name, key: folded(name) })) };
  });

  /** The best eight, by how a name fits: the whole, its beginning, a word's beginning, anywhere. */
  function search(words) {
    const wanted = folded(words.trim());
    const worth = (key) => (key === wanted ? 0 : key.startsWith(wanted) ? 1 : key.includes(` ${wanted}`) ? 2 : key.includes(wanted) ? 3 : 9);
    const found = index.map(({ id, names }) => {
      const ranked = names.map(({ name, key }, place) => ({ id, name, worth: worth(key) + (place ? 0.5 : 0) }));
      return ranked.sort((a, b) => a.worth - b.worth)[0];
    });
    const fitting = found.filter((match) => wanted && match.worth < 9);
    return fitting.sort((a, b) => a.worth - b.worth || nameOf(a.id).length - nameOf(b.id).length).slice(0, 8);
  }

  function offer(matches, active) {
    const list = byId("matches");
    const none = make("li", { class: "none" }, "Nothing is called that.");
    list.replaceChildren(...(matches.length ? matches.map(({ id, name }, place) => make("li", {
      role: "option", id: `match-${place}`, "aria-selected": String(place === active),
      mousedown: (event) => event.preventDefault(), click: () => pick(id),
    }, nameOf(id), name === nameOf(id) ? "" : make("small", {}, name))) : [none]));
    list.hidden = !byId("search").value.trim();
    byId("search").setAttribute("aria-expanded", String(!list.hidden));
    if (matches.length) byId("search").setAttribute("aria-activedescendant", `match-${active}`);
    else byId("search").removeAttribute("aria-activedescendant");
  }

  function pick(id) {
    byId("search").value = "";
    offer([], 0);
    choose({ type: "node", id });
    if (state.mode === "graph") figure.centre(id);
    byId("panel").focus({ preventScroll: true });
  }

  function listenToSearch() {
    const field = byId("search");
    let [matches, active] = [[], 0];
    field.addEventListener("input", () => {
      [matches, active] = [search(field.value), 0];
      offer(matches, active);
    });
    field.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && matches.length) {
        active = (active + step + matches.length) % matches.length;
        offer(matches, active);
        event.preventDefault();
      } else if (event.key === "Enter" && matches.length && field.value.trim()) pick(matches[active].id);
      else if (event.key === "Escape") {
        field.value = "";
        offer([], 0);
        event.stopPropagation();
      }
    });
    field.addEventListener("blur", () => {
      byId("matches").hidden = true;
      field.setAttribute("aria-expanded", "false");
    });
  }

  /* keys */

  const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function onStageKey(event) {
    const way = DIRECTIONS[event.key];
    const current = state.selection && state.selection.type === "node" ? state.selection.id : null;
    if (way) {
      const next = current ? figure.neighbour(current, ...way) : state.view.nodes[0];
      if (next) choose({ type: "node", id: next });
      event.preventDefault();
    } else if (event.key === "Enter") byId("panel").focus();
    else if (event.key === "+" || event.key === "=") figure.zoomIn();
    else if (event.key === "-") figure.zoomOut();
  }

  function listenToKeys() {
    byId("stage").addEventListener("keydown", onStageKey);
    document.addEventListener("keydown", (event) => {
      const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
      if (event.key === "/" && !typing) {
        byId("search").focus();
        event.preventDefault();
      } else if (event.key === "Escape" && state.selection) choose(null);
    });
  }

  /* legend */

  const LEGEND = [
    ["raises", { sign: 1, papers: 2 }],
    ["lowers", { sign: -1, papers: 2 }],
    ["unknown", { sign: 0, papers: 2 }],
    ["net, an end result", { neutral: true, headless: true, net: true, papers: 1 }],
    ["disputed", { neutral: true, headless: true, disputed: true, papers: 2 }],
    ["joint, no claim", { neutral: true, joint: "joint", headless: true }],
  ];

  function sample(draw) {
    const canvas = make("canvas", { width: 34 * 3, height: 14 * 3, "aria-hidden": "true" });
    const ctx = canvas.getContext("2d");
    ctx.scale(3, 3);
    draw(ctx);
    return canvas;
  }

  function widths(ctx) {
    [1, 2, 4].forEach((papers, place) => {
      ctx.save();
      ctx.translate(1 + place * 12, 7);
      drawArrowSample(ctx, { neutral: true, headless: true, papers }, 9);
      ctx.restore();
    });
  }

  function fillLegend() {
    const joints = data.edges.some((edge) => edge.joint);
    const lines = LEGEND.filter(([, edge]) => joints || !edge.joint).map(([label, edge]) => make("span", {}, sample((ctx) => {
      ctx.translate(1, 7);
      drawArrowSample(ctx, edge, 31);
    }), label));
    const shown = new Set(data.nodes.map((node) => node.group));
    const kinds = data.columns.filter(({ id }) => shown.has(id)).map(({ id, label }) => make("span", {}, sample((ctx) => {
      ctx.translate(17, 7);
      drawBoxSample(ctx, id, 28, 12);
    }), label));
    byId("legend").replaceChildren(
      make("div", {}, lines, make("span", {}, sample(widths), "1, 2, 4+ papers")), make("div", {}, kinds));
  }

  /* beginning */

  /** The opening view; on a telephone, where it cannot be read, the first hypothesis that can be. */
  function openingView() {
    const wanted = views.get(data.opening);
    const fitting = [...views.values()].find((view) => view.group === "Hypotheses" && figure.fits(view));
    const narrow = matchMedia("(max-width: 760px)").matches;
    return narrow && fitting && !figure.fits(wanted) ? fitting.id : wanted.id;
  }

  const figure = makeFigure(byId("stage"), data, choose);
  byId("counts").textContent = [
    plural(data.nodes.length, "entity", "entities"),
    plural(data.edges.filter((edge) => !edge.joint).length, "arrow"),
    plural(Object.values(data.sources).length, "source"),
  ].join(" · ");
  fillChoice();
  fillLegend();
  listenToSearch();
  listenToKeys();
  byId("as-graph").addEventListener("click", () => switchMode("graph"));
  byId("as-table").addEventListener("click", () => switchMode("table"));
  byId("net").addEventListener("change", (event) => switchNet(event.target.checked));
  byId("zoom-in").addEventListener("click", figure.zoomIn);
  byId("zoom-out").addEventListener("click", figure.zoomOut);
  byId("fit").addEventListener("click", figure.fit);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", fillLegend);
  switchTo(openingView());

  /* for tests: what is shown, rather than its pixels */
  window.glutagraph = {
    data,
    shown: () => ({
      view: state.view.id,
      mode: state.mode,
      net: state.net,
      nodes: state.view.nodes,
      edges: state.view.edges,
      selection: state.selection,
      textSize: figure.textSize(),
      axis: figure.axis(),
    }),
    show: switchTo,
    choose,
    nodePoint: figure.nodePoint,
    edgePoint: figure.edgePoint,
  };
})();
