/* Labels as they stand in boxes: wrapped to a few short lines, to the letter as in wrapping.py. */

const LINE_WIDTH = 16;
const WIDEST_LINE = 22;
const NARROWEST_LINE = 7;
const MOST_LINES = 4;
const BLANKS = /[ \t\n\r]+/;
/** A word may be cut behind a hyphen or stroke, between parts long enough to be read. */
const WORD_BREAK = /(?<=[^ ]{3}[-/])(?=[A-Za-z\u00c0-\u024f\u0370-\u03ff]{4})/u;

const NARROW_LETTERS = new Set("fijlrtI.,:;'|()[]-/ ");
const WIDE_LETTERS = new Set("mwMWGOQ%&@…");
const LETTER_WIDTH = 7;

/** What a line and the rim of a box take, in pixels at the size in which the page is drawn. */
export const LINE_HEIGHT = 15;
export const PADDING = { width: 12, height: 7 };

/** A label in a few lines of about fifteen letters; what does not fit in four is left out. */
export function wrapped(label) {
  const words = label.split(BLANKS).filter(Boolean);
  const cut = (word) =>
    word.split(WORD_BREAK).map((part, place) => ({ part: [...part], isWord: place === 0 }));
  const lines = balanced(words.flatMap(cut));
  if (!lines.length) return [label];
  if (lines.length > MOST_LINES)
    lines[MOST_LINES - 1] = [...lines[MOST_LINES - 1].slice(0, WIDEST_LINE - 1), "…"];
  return lines.slice(0, MOST_LINES).map((line) => line.join(""));
}

/** About how wide and how high the box of a label is. */
export function boxSize(label) {
  const lines = wrapped(label);
  const width = Math.max(...lines.map(lineWidth));
  return { width: width + PADDING.width, height: lines.length * LINE_HEIGHT + PADDING.height };
}

function lineWidth(line) {
  const letters = [...line];
  const narrow = letters.filter((letter) => NARROW_LETTERS.has(letter)).length;
  const wide = letters.filter((letter) => WIDE_LETTERS.has(letter)).length;
  return LETTER_WIDTH * letters.length - 2 * narrow + 3 * wide;
}

/** As few lines as fit, and these about equally long. */
function balanced(pieces) {
  let width = LINE_WIDTH;
  let lines = filledLines(pieces, width);
  while (lines.length > MOST_LINES && width < WIDEST_LINE) lines = filledLines(pieces, ++width);
  for (let narrower = NARROWEST_LINE; narrower < LINE_WIDTH; narrower += 1) {
    const even = filledLines(pieces, narrower);
    if (even.length === lines.length) return even;
  }
  return lines;
}

/** Lines of at most so many letters, longer only where a word is. */
function filledLines(pieces, width) {
  const lines = [];
  for (const { part, isWord } of pieces) {
    const last = lines[lines.length - 1];
    const joined = last && [...last, ...(isWord ? [" "] : []), ...part];
    if (joined && joined.length <= width) lines[lines.length - 1] = joined;
    else for (let at = 0; at < part.length; at += WIDEST_LINE) lines.push(part.slice(at, at + WIDEST_LINE));
  }
  return lines;
}
