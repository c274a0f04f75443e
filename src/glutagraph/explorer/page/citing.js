/* Sources as BibTeX, RIS, CSL-JSON or text: the same as the command line writes. What is not known is left out. */

const LATEX = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "&": "\\&",
  "%": "\\%",
  $: "\\$",
  "#": "\\#",
  _: "\\_",
};
const READ_AT = {
  doi: "https://doi.org/",
  pmid: "https://pubmed.ncbi.nlm.nih.gov/",
  pmc: "https://www.ncbi.nlm.nih.gov/pmc/articles/",
  nct: "https://clinicaltrials.gov/study/",
};
const CITATION_FORMS = { bibtex: bibtexOf, ris: risOf, text: referenceOf };
const CONTROLS = /(?![\t\n])\p{Cc}|[\u2028-\u202e\u2066-\u2069]|\p{Cs}/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: some of them part words, too, as in Python.
const CITED_BLANKS = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** Text with its control characters spelt out, the way JSON and Turtle write them. */
export function inertText(words) {
  return words.replace(CONTROLS, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Sources, each with its id, as `bibtex`, `ris`, `csl-json` or `text`. */
export function citedAs(form, sources) {
  if (form === "csl-json") return `${inertText(JSON.stringify(sources.map(cslOf), null, 2))}\n`;
  return sources.map(CITATION_FORMS[form]).join("");
}

const idOf = (source, sort) => source.ids?.[sort] || "";
const titleOf = (source) => source.title || source.citation;
const oneLine = (words = "") => inertText(words.split(CITED_BLANKS).filter(Boolean).join(" "));
const latexOf = (words) => oneLine(words).replace(/[\\{}~^&%$#_]/g, (found) => LATEX[found]);

/** Where it can be read: by DOI, else at PubMed or in the registry. */
function addressOfSource(source) {
  const sort = Object.keys(READ_AT).find((one) => idOf(source, one));
  return sort ? READ_AT[sort] + idOf(source, sort) : "";
}

function bibtexOf(source) {
  const fields = {
    author: source.first_author ? `{${latexOf(source.first_author)}} and others` : "",
    title: `{${latexOf(titleOf(source))}}`,
    journal: latexOf(source.journal),
    year: latexOf(source.year),
    doi: latexOf(idOf(source, "doi")),
    pmid: latexOf(idOf(source, "pmid")),
    url: oneLine(addressOfSource(source)),
  };
  const stated = Object.entries(fields).filter(([, value]) => value);
  const told = stated.map(([name, value]) => `  ${name} = {${value}},\n`).join("");
  return `@${source.journal ? "article" : "misc"}{${source.id},\n${told}}\n\n`;
}

function risOf(source) {
  const fields = [
    ["TY", source.journal ? "JOUR" : "GEN"],
    ["ID", source.id],
    ["AU", source.first_author],
    ["TI", titleOf(source)],
    ["JO", source.journal],
    ["PY", source.year],
    ["DO", idOf(source, "doi")],
    ["AN", idOf(source, "pmid")],
    ["UR", addressOfSource(source)],
  ];
  const stated = fields.filter(([, value]) => value);
  return `${stated.map(([tag, value]) => `${tag}  - ${oneLine(value)}\r\n`).join("")}ER  - \r\n\r\n`;
}

function cslOf(source) {
  const year = (source.year || "").slice(0, 4);
  const isYear = /^\p{Nd}+$/u.test(year);
  const fields = {
    id: source.id,
    type: source.journal ? "article-journal" : "document",
    title: titleOf(source),
    author: source.first_author ? [{ literal: `${source.first_author} et al.` }] : "",
    "container-title": source.journal,
    issued: isYear ? { "date-parts": [[Number(year)]] } : "",
    DOI: idOf(source, "doi"),
    PMID: idOf(source, "pmid"),
    PMCID: idOf(source, "pmc"),
    URL: addressOfSource(source),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value));
}

function referenceOf(source) {
  const journal = [source.journal, source.year].filter(Boolean).join(", ");
  const parts = [source.citation, source.title, source.title ? journal : "", addressOfSource(source)];
  const told = parts.filter(Boolean).map((part) => part.replace(/\.+$/, ""));
  return `${oneLine(told.join(". "))}\n`;
}
