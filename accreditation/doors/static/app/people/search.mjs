/**
 * Search for people on the roster by name. Names are folded. The order of the parts does not matter, nor
 * whether parts are written in one word (Al-Sayed, Alsayed; 王小明, 王 小明), an article, and one typing error in a word
 * of four letters or more.
 */
import { ARTICLES, fold, spellOut, toLatin, withoutArticle } from "../../../../../conference/static/js/folding.mjs";

/**
 * A character of a script in which parts of a name are written without spaces or with other letters than Latin ones.
 */
const BEYOND_LATIN = /[\u0250-\u{10ffff}]/u;
const PRINTED = 20;
const TYPO_FROM = 4;
/** Limits for pasted texts: characters and words that are searched for. */
const [LONGEST, MAX_WORDS] = [80, 6];
/** Maximum number of parts of a name that may be written in one word. */
const TOGETHER = 3;

/**
 * Tell whether one insertion, deletion, substitution or transposition turns `other` into `one`.
 * @param {string} one
 * @param {string} other
 */
export function isOneOff(one, other) {
  if (Math.abs(one.length - other.length) > 2) return false;
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

/**
 * Score a typed word against a word of a name: 0 is best, null is no match.
 * @param {string} typed
 * @param {string} word
 */
function scoreMatch(typed, word) {
  if (word === typed) return 0;
  if (word.startsWith(typed)) return 1;
  if (typed.length > 1 && BEYOND_LATIN.test(typed) && word.includes(typed)) return 2; // no spaces between names
  return null;
}

/**
 * Tell whether a typed word is the word or its beginning with at most one error.
 * @param {string} typed
 * @param {string} word
 */
function isNearMatch(typed, word) {
  const { length } = typed;
  return [word, word.slice(0, length), word.slice(0, length + 1), word.slice(0, length - 1)].some((beginning) =>
    isOneOff(typed, beginning),
  );
}

/** Return each run of consecutive words as one word. @param {string[]} words @returns {string[]} */
function joinRuns(words) {
  return words
    .flatMap((_, from) => Array.from({ length: TOGETHER - 1 }, (__, n) => words.slice(from, from + n + 2)))
    .filter((run) => run.length > 1)
    .map((run) => run.join(""));
}

/** @typedef {{native_name: string, latin_name: string, outlet: string, number: string}} Named */
/**
 * @typedef {{words: string[], joined: string[], outlet: string[]}} Entry `joined`: several words in one, matched without typing errors
 */

/** Return all words of a name in one, in each rotation (John Doe: johndoe, doejohn). @param {string[]} words */
function joinRotations(words) {
  return words.map((_, from) => [...words.slice(from), ...words.slice(0, from)].join(""));
}

/** @param {Named} person @returns {Entry} */
function toIndexEntry({ native_name, latin_name, outlet, number }) {
  const names = [native_name, latin_name].map((name) => splitWords(fold(name)));
  const words = [...new Set([...names.flat(), ...splitWords(spellOut(`${native_name} ${latin_name}`))])];
  const digits = splitWords(fold(number));
  const joined = [
    ...names.flatMap(joinRuns),
    ...names.flatMap(joinRotations),
    ...words.map(withoutArticle),
    ...words.map(toLatin),
    digits.join(""),
    ...digits.slice(1),
  ];
  return {
    words,
    joined: [...new Set(joined)].filter((text) => text && !words.includes(text)),
    outlet: splitWords(fold(outlet)),
  };
}

/** @param {string} folded */
function splitWords(folded) {
  return folded.split(" ").filter(Boolean);
}

/** Return the best score, with or without bare articles. @param {string[]} typed @param {Entry} entry */
function scoreWithoutArticles(typed, entry) {
  const names = typed.filter((word) => !ARTICLES.has(word));
  const score = bestScore(typed, entry);
  return names.length && names.length < typed.length ? Math.min(score, 1 + bestScore(names, entry)) : score;
}

/** @template {Named} T */
export class NameIndex {
  /** @param {Iterable<T>} people */
  constructor(people) {
    this.entries = [...people].map((person) => ({ person, ...toIndexEntry(person) }));
  }

  /**
   * Find the people that match best, best first. A word may also belong to the outlet.
   * @param {string} text
   * @returns {T[]}
   */
  find(text) {
    const typed = splitWords(fold(text.slice(0, LONGEST))).slice(0, MAX_WORDS);
    if (typed.join("").length < 2 && !BEYOND_LATIN.test(typed.join(""))) return [];
    const scored = this.entries.map((entry) => ({ person: entry.person, score: scoreWithoutArticles(typed, entry) }));
    const found = scored.filter((one) => Number.isFinite(one.score));
    found.sort((one, other) => one.score - other.score || compareNames(one.person, other.person));
    return found.slice(0, PRINTED).map(({ person }) => person);
  }
}

/** @param {Named} one @param {Named} other */
function compareNames(one, other) {
  return one.latin_name < other.latin_name ? -1 : Number(one.latin_name > other.latin_name);
}

/**
 * Return the best score of the typed words, of which several may be one name; Infinity if they do not match.
 * @param {string[]} typed @param {Entry} entry @returns {number}
 */
function bestScore(typed, entry) {
  /** @type {number[]} best score of the first n words */
  const upTo = [0];
  for (let end = 1; end <= typed.length; end += 1) {
    const scores = [upTo[end - 1] + scoreWord(typed[end - 1], entry)];
    for (let begin = end - 2; begin >= Math.max(0, end - TOGETHER); begin -= 1) {
      if (Number.isFinite(upTo[begin]))
        scores.push(upTo[begin] + 1 + scoreWithoutErrors(typed.slice(begin, end).join(""), entry));
    }
    upTo.push(Math.min(...scores));
  }
  return upTo[typed.length];
}

/** Score a typed word against a person's words. @param {string} typed @param {Entry} entry @returns {number} */
function scoreWord(typed, entry) {
  const score = scoreWithoutErrors(typed, entry);
  if (Number.isFinite(score)) return score;
  if ([...typed].length >= TYPO_FROM && entry.words.some((word) => isNearMatch(typed, word))) return 3;
  return entry.outlet.some((word) => word.startsWith(typed)) ? 4 : Infinity;
}

/**
 * Score a word without typing errors: as typed, else without its article, else in Latin letters.
 * @param {string} typed
 * @param {Entry} entry
 * @returns {number}
 */
function scoreWithoutErrors(typed, entry) {
  const others = [withoutArticle(typed), toLatin(typed)].filter((word) => word !== typed);
  const scores = others.map((word) => 2 + scoreAgainstWords(word, entry));
  return Math.min(scoreAgainstWords(typed, entry), ...scores);
}

/** @param {string} typed @param {Entry} entry @returns {number} */
function scoreAgainstWords(typed, { words, joined }) {
  let score = Infinity;
  for (const word of words) score = Math.min(score, scoreMatch(typed, word) ?? Infinity);
  for (const word of joined) score = Math.min(score, 1 + (scoreMatch(typed, word) ?? Infinity));
  return score;
}
