/**
 * Folding of names for the search: accents, case, letters that a keyboard lacks (đ ø ł ß), forms of Arabic letters,
 * width and kind of kana, digits of other scripts, apostrophes. Names that fold equally are the same name. Pure.
 */
import { asciiDigit } from "../../rules/short_code.mjs";

/** Combining marks of scripts in which they do not distinguish names. */
const MARKS =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each mark is matched by itself
  /[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u093c\u09bc\u0a3c\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\u0640]/gu;
/** Apostrophes and invisible characters: a name is one word with and without them. */
const UNSEEN = /['’‘‛`´ʼʻʹʽʾʿˈ′‵ꞌ＇׳״"“”.·・\p{Cf}]/gu;
const LETTERS = new Map(
  Object.entries({
    đ: "d",
    ð: "d",
    ɖ: "d",
    ɗ: "d",
    ø: "o",
    ɔ: "o",
    ł: "l",
    ß: "ss",
    æ: "ae",
    œ: "oe",
    þ: "th",
    ı: "i",
    ɨ: "i",
    ħ: "h",
    ŋ: "n",
    ɲ: "n",
    ŧ: "t",
    ə: "e",
    ɛ: "e",
    ɓ: "b",
    ƙ: "k",
    ƴ: "y",
    ƒ: "f",
    ʉ: "u",
    є: "е",
    і: "и",
    ґ: "г",
    ь: "",
    ъ: "",
    ة: "ه",
    ۃ: "ه",
    ى: "ي",
    ی: "ي",
    ے: "ي",
    ې: "ي",
    ک: "ك",
    ھ: "ه",
    ہ: "ه",
    ە: "ه",
    ٱ: "ا",
    ء: "",
    ς: "σ",
    ー: "",
  }),
);
/** Spellings without the letter: Mueller, Soerensen, Aase. */
const SPELT_OUT = new Map(Object.entries({ ä: "ae", ö: "oe", ü: "ue", ø: "oe", å: "aa" }));
/** An Arabic article in one word with the name. */
const ARTICLE = /^(?:[ae]l(?=\p{L}{4})|ال(?=\p{L}{2}))/u;

/**
 * UTF-16 units of a text that are folded: two names of 120 characters. Normalization of a long run of marks takes
 * quadratic time.
 */
const LONGEST = 512;

/** Return the folded words of a text, separated by single blanks. @param {string} text */
export function foldName(text) {
  const plain = text
    .slice(0, LONGEST)
    .replace(UNSEEN, "")
    .toLowerCase()
    .normalize("NFKD")
    .replace(MARKS, "")
    .toLowerCase();
  return [...plain.replace(/\p{Nd}/gu, asciiDigit)]
    .map(foldLetter)
    .join("")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
}

/** @param {string} letter */
function foldLetter(letter) {
  const mapped = LETTERS.get(letter);
  if (mapped !== undefined) return mapped;
  const code = /** @type {number} */ (letter.codePointAt(0));
  return code >= 0x30a1 && code <= 0x30f6 ? String.fromCodePoint(code - 0x60) : letter; // katakana as hiragana
}

/**
 * Return the folded words of a text with letters spelt out (ä as ae); none if it has no such letter.
 * @param {string} text
 * @returns {string[]}
 */
export function spellOutLetters(text) {
  const composed = text.slice(0, LONGEST).toLowerCase().normalize("NFC");
  const spelt = composed.replace(/[äöüøå]/gu, (letter) => SPELT_OUT.get(letter) ?? letter);
  return spelt === composed ? [] : foldName(spelt).split(" ");
}

/** Return a word without its article. @param {string} word */
export function withoutArticle(word) {
  return word.replace(ARTICLE, "");
}
