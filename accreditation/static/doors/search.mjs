// @ts-check
/**
 * Finding people by name in the list on the device. Forgives what hands and keyboards do to names: marks and accents,
 * case, the order of the parts, letters that a keyboard has not (đ ø ł ß), forms of Arabic letters, width and kind of
 * kana, hyphens, and one typing error in a word of four letters or more.
 */

/** Marks that are written over or under a letter of scripts in which names are told apart without them. */
const MARKS = /[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\u0640\u200c\u200d]/gu;
const LETTERS = new Map(Object.entries({
  đ: "d", ð: "d", ø: "o", ł: "l", ß: "ss", æ: "ae", œ: "oe", þ: "th", ı: "i", ħ: "h", ŋ: "n", ŧ: "t", ə: "e",
  ة: "ه", ى: "ي", ی: "ي", ک: "ك", ھ: "ه", ہ: "ه", ٱ: "ا", ς: "σ", ー: "",
}));
const PRINTED = 20;
const TYPO_FROM = 4;

/** @param {string} text */
export function fold(text) {
  const plain = text.toLowerCase().normalize("NFKD").replace(MARKS, "").toLowerCase();
  return [...plain].map(foldLetter).join("").replace(/['’ʼ`´.]/g, "").replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim();
}

/** @param {string} letter */
function foldLetter(letter) {
  const mapped = LETTERS.get(letter);
  if (mapped !== undefined) return mapped;
  const code = /** @type {number} */ (letter.codePointAt(0));
  return code >= 0x30a1 && code <= 0x30f6 ? String.fromCodePoint(code - 0x60) : letter; // katakana as hiragana
}

/** Whether one letter more, less, other, or two changed about make `one` of `other`. @param {string} one @param {string} other */
export function isOneOff(one, other) {
  const [a, b] = [[...one], [...other]];
  if (Math.abs(a.length - b.length) > 1) return false;
  let first = 0;
  while (first < a.length && a[first] === b[first]) first += 1;
  let last = 0;
  while (last < Math.min(a.length, b.length) - first && a[a.length - 1 - last] === b[b.length - 1 - last]) last += 1;
  const [left, right] = [a.slice(first, a.length - last), b.slice(first, b.length - last)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}

/** How well a typed word fits a word of a name: 0 best, null not at all. @param {string} typed @param {string} word */
function fit(typed, word) {
  if (word === typed) return 0;
  if (word.startsWith(typed)) return 1;
  if (typed.length > 1 && /[^\u0000-\u024f]/u.test(typed) && word.includes(typed)) return 2; // no spaces between names
  if ([...typed].length < TYPO_FROM) return null;
  const beginnings = [word, word.slice(0, typed.length), word.slice(0, typed.length + 1), word.slice(0, typed.length - 1)];
  return beginnings.some((beginning) => isOneOff(typed, beginning)) ? 3 : null;
}

/** @typedef {{native_name: string, latin_name: string, outlet: string, number: string}} Named */

/** @template {Named} T */
export class NameIndex {
  /** @param {Iterable<T>} people */
  constructor(people) {
    this.entries = [...people].map((person) => {
      const names = fold(`${person.native_name} ${person.latin_name}`);
      const joined = [names, fold(person.number)].map((text) => text.replace(/ /g, ""));
      return { person, words: [...names.split(" "), ...joined], outlet: fold(person.outlet).split(" ") };
    });
  }

  /** The people that fit best, the best first. A word may also be one of the outlet's. @param {string} text @returns {T[]} */
  find(text) {
    const typed = fold(text).split(" ").filter(Boolean);
    if (typed.join("").length < 2 && !/[^\u0000-\u024f]/u.test(typed.join(""))) return [];
    const scored = this.entries.map(({ person, ...entry }) => ({ person, score: score(typed, entry) }));
    const found = scored.filter((one) => one.score !== null);
    found.sort((one, other) => Number(one.score) - Number(other.score) || byName(one.person, other.person));
    return found.slice(0, PRINTED).map(({ person }) => person);
  }
}

/** @param {Named} one @param {Named} other */
function byName(one, other) {
  return one.latin_name < other.latin_name ? -1 : Number(one.latin_name > other.latin_name);
}

/** @param {string[]} typed @param {{words: string[], outlet: string[]}} entry @returns {number | null} */
function score(typed, { words, outlet }) {
  let total = 0;
  for (const one of typed) {
    const fits = words.map((word) => fit(one, word)).filter((value) => value !== null);
    const best = fits.length ? Math.min(...fits) : outlet.some((word) => word.startsWith(one)) ? 4 : null;
    if (best === null) return null;
    total += best;
  }
  return total;
}
