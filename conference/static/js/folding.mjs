/**
 * Folding of names, so that a name is found in any of its spellings: case, accents, forms of Arabic letters, Han
 * variants, width and kind of kana, digits of other scripts, apostrophes. Pure. `conference/texts/folding.py` folds
 * equally on the server; tests/vectors/folding.json keeps both equal.
 */
import { TABLES } from "./folding_tables.mjs";

/** UTF-16 units of a text that are folded: normalization of a long run of marks takes quadratic time. */
const LONGEST = 512;

const DROPPED = new Set(TABLES.dropped);
const LETTERS = new Map([...zipLetters(TABLES.han), ...Object.entries(TABLES.letters)]);
const SPELT_OUT = new Map(Object.entries(TABLES.spelt_out));
const LATIN = new Map(Object.entries(TABLES.latin));
/** Arabic articles as words of their own. */
export const ARTICLES = new Set(TABLES.articles);
/** An Arabic article in one word with the name. */
const ATTACHED_ARTICLE = /^(?:[ae]l(?=\p{L}{4})|ال(?=\p{L}{2}))/u;

/** @param {string[]} pair two strings of equal length @returns {[string, string][]} */
function zipLetters([letters, replacements]) {
  const others = [...replacements];
  return [...letters].map((letter, n) => [letter, others[n]]);
}

/** Return the folded words of a text, separated by single blanks. @param {string} text */
export function fold(text) {
  const seen = [...text.slice(0, LONGEST).replace(/\p{Cf}/gu, "")].filter((sign) => !DROPPED.has(sign)).join("");
  const letters = [...seen.toLowerCase().normalize("NFKD")].filter((letter) => !isOptionalMark(letter));
  return [
    ...letters
      .join("")
      .toLowerCase()
      .replace(/\p{Nd}/gu, asciiDigit),
  ]
    .map(foldLetter)
    .join("")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
}

/** @param {string} letter */
function isOptionalMark(letter) {
  const code = /** @type {number} */ (letter.codePointAt(0));
  return code >= TABLES.marks[0][0] && TABLES.marks.some(([first, last]) => code >= first && code <= last);
}

/** @param {string} letter */
function foldLetter(letter) {
  const mapped = LETTERS.get(letter);
  if (mapped !== undefined) return mapped;
  const code = /** @type {number} */ (letter.codePointAt(0));
  return code >= 0x30a1 && code <= 0x30f6 ? String.fromCodePoint(code - 0x60) : letter; // katakana as hiragana
}

/** Return the ASCII digit of a decimal digit: Unicode has them in runs of ten. @param {string} digit */
export function asciiDigit(digit) {
  const code = /** @type {number} */ (digit.codePointAt(0));
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1)) && code - first < 9) first -= 1;
  return String((code - first) % 10);
}

/** Return the folded words with letters spelt out (ä as ae); empty if the text has no such letter. @param {string} text */
export function spellOut(text) {
  const composed = text.slice(0, LONGEST).toLowerCase().normalize("NFC");
  const spelt = replaceLetters(composed, SPELT_OUT);
  return spelt === composed ? "" : fold(spelt);
}

/** Return a folded word without the Arabic article that it begins with. @param {string} word */
export function withoutArticle(word) {
  return word.replace(ATTACHED_ARTICLE, "");
}

/** Return a folded text with Cyrillic and Greek letters written in Latin ones. @param {string} folded */
export function toLatin(folded) {
  return replaceLetters(folded, LATIN);
}

/** @param {string} text @param {Map<string, string>} table */
function replaceLetters(text, table) {
  return [...text].map((letter) => table.get(letter) ?? letter).join("");
}
