/* What is shown, to take away: claims as CSV and JSON as the command line writes them, and files to save. */

import { inertText } from "./citing.js";
import { make } from "./dom.js";
import { methodName, TurtleWriter } from "./turtle.js";

const CLAIM_FIELDS = [
  "id",
  "status",
  "tier",
  "papers",
  "hypotheses",
  "subject",
  "predicate",
  "object",
  "sign",
  "family",
  "net",
];
const EVIDENCE_FIELDS = [
  ...["claim", "stance", "tier", "method", "finding", "source", "citation", "doi", "pmid"],
  ...[
    "species",
    "region",
    "cell-type",
    "model",
    "state",
    "baseline",
    "dose",
    "route",
    "regimen",
    "timing",
    "time",
  ],
  ...["read_in", "locator", "note"],
];
const WEAKEST = 6;

/** The claims of a view, a row each, as `list claims --format csv` writes them. */
export function csvOf(view, data) {
  const rows = view.claims.map((id) => claimRow(id, data));
  return separated(
    CLAIM_FIELDS,
    rows.map((row) => CLAIM_FIELDS.map((name) => row[name])),
  );
}

/** The evidence for and against the claims of a view, a row for each finding. */
export function evidenceCsvOf(view, data) {
  const rows = view.claims.flatMap((id) =>
    (data.claims[id].evidence || []).map((item) => findingRow(id, item, data)),
  );
  return separated(
    EVIDENCE_FIELDS,
    rows.map((row) => EVIDENCE_FIELDS.map((name) => row[name])),
  );
}

/** A view as JSON: what was asked and answered, and its claims as the contract of the command line has them. */
export function jsonOf(view, data, answer) {
  const told = {
    schema: 1,
    title: view.title,
    description: view.description || "",
    ...{ version: data.version, knowledge: data.knowledge },
    answer: answer ? plainValue(answer.trace || answer) : null,
    claims: view.claims.map((id) => claimRow(id, data)),
  };
  return `${inertText(JSON.stringify(told, null, 2))}\n`;
}

/** An answer as plain values: maps as objects, sets as lists, knowledge not at all. */
function plainValue(value) {
  if (value instanceof Map) return plainValue(Object.fromEntries(value));
  if (value instanceof Set) return [...value].map(plainValue);
  if (Array.isArray(value)) return value.map(plainValue);
  if (!value || typeof value !== "object") return typeof value === "bigint" ? Number(value) : value;
  const stated = Object.entries(value).filter(([, part]) => typeof part !== "function");
  return Object.fromEntries(stated.map(([name, part]) => [name, plainValue(part)]));
}

/** Rows as separated values in which no cell is a formula. */
export function separated(fields, rows) {
  const line = (cells) => `${cells.map(quotedCell).join(",")}\n`;
  return [line(fields), ...rows.map((row) => line(row.map(cellText).map(withoutFormula)))].join("");
}

function cellText(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map(cellText).join("; ");
  return inertText(String(value));
}

/** A cell that a spreadsheet will not take for a formula: where it might, a quote stands before. */
function withoutFormula(cell) {
  const isNumber = /^-\d+(\.\d+)?$/.test(cell);
  return /^\s*[=+@-]/.test(cell) && !isNumber ? `'${cell}` : cell;
}

const quotedCell = (cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

const tierName = (tier, data) => data.tiers[tier].replaceAll(" ", "-") || "definition";

/** A claim as `list claims --format json` writes it. */
function claimRow(id, data) {
  const claim = data.claims[id];
  const { subject, predicate, object, status = "supported" } = claim;
  return {
    id,
    label: claimLabel(claim, data),
    ...{ synonyms: [], identifiers: [] },
    ...{ subject, predicate, object },
    sign: claim.sign || 0,
    family: claim.family || "causal",
    net: Boolean(claim.net),
    status,
    disputed: status === "disputed",
    against: (claim.against || []).map(({ by, axis = "" }) => ({ by, separated_by: axis })),
    tier: tierName(tierOfClaim(claim), data),
    papers: claim.papers || 0,
    action: claim.action || "",
    in_respect_of: claim.respect || [],
    hypotheses: claim.hypotheses || [],
    note: claim.note || "",
    evidence: (claim.evidence || []).map((item) => findingJson(item, data)),
  };
}

function claimLabel({ subject, predicate, object }, data) {
  const claim = data.claims[subject];
  const first = claim ? `(${claimLabel(claim, data)})` : data.entities[subject].label;
  return `${first} ${data.predicates[predicate].label} ${data.entities[object].label}`;
}

function tierOfClaim(claim) {
  if (claim.family === "definition") return 0;
  const tiers = (claim.evidence || []).filter((item) => !item.stance).map((item) => item.tier);
  return Math.min(WEAKEST, ...tiers);
}

function findingJson(item, data) {
  return {
    source: item.source,
    citation: data.sources[item.source].citation,
    stance: item.stance || "supports",
    finding: item.finding,
    method: methodName(item, data),
    tier: tierName(item.tier, data),
    context: item.context || {},
    read_in: item.read_in || item.source,
    locator: item.locator || "",
    note: item.note || "",
  };
}

function findingRow(claim, item, data) {
  const { doi, pmid } = data.sources[item.source].ids || {};
  return { claim, ...findingJson(item, data), method: item.method, ...item.context, doi, pmid };
}

/** The claims of a view as Turtle that loads beside the vocabulary and says the same. */
export function turtleOf(view, data) {
  return new TurtleWriter(data).document(view);
}

/** The name of a file: what is in it, of which knowledge, by which version; in letters safe everywhere. */
export function fileName(data, name, extension) {
  const parts = ["glutagraph", name, data.knowledge, data.version].filter(Boolean).map(safeLetters);
  return `${parts.filter(Boolean).join("_")}.${extension}`;
}

function safeLetters(words) {
  const plainLetters = words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plainLetters
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, 60);
}

/** Saves a file. */
export function download(name, blob) {
  const address = URL.createObjectURL(blob);
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
