/**
 * The number on a badge and its short code, `P-0001-02`: the number and two check digits (ISO 7064, MOD 97-10).
 * The same rules as `accreditation/badges/domain/badges.py`; `tests/vectors/badge_numbers.json` checks both. Pure.
 */

import { asciiDigit } from "../../../../conference/static/js/folding.mjs";
import { stripDecoration } from "../../../badges/static/readers/token_text.mjs";

/**
 * @typedef {{number: string, sound: boolean}} ShortCode `number` is empty where the text does not have the form of a code.
 */

const MAX_TYPED = 24;
/** Letters typed for a figure that looks alike, and the figure. @type {Record<string, string>} */
const FIGURES = { O: "0", I: "1", L: "1", Z: "2", S: "5", B: "8" };
const NUMBER = /^(?=.*[0-9])([A-Z]{1,2})(?:-([0-9OILZSB]{1,6})|([0-9]{1,6}))$/;
const CODE_LIKE = /^(?=.*[0-9])[A-Z]{1,2}-?[0-9OILZSB][0-9OILZSB-]*$/;
const SPACED = /^([A-Z]{1,2})-([0-9OILZSB]{1,6})-([0-9OILZSB]{2})$/;
const ONE_BREAK = /^([A-Z])(?:-([0-9OILZSB]{4})|([0-9OILZSB]{4})-)([0-9OILZSB]{2})$/;
const COMPACT = /^([A-Z]{1,2})([0-9OILZSB]{4})([0-9OILZSB]{2})$/;
/**
 * Any dash of Unicode; also underscore, minus sign and the long vowel mark of Japanese keyboards, typed for a hyphen.
 */
const DASH = /[\p{Pd}_−ー]/gu;
/** Cyrillic and Greek capitals, and the Latin ones that look alike. */
const LATIN = new Map(
  [..."АВЕЅІЈКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"].map((sign, n) => [sign, "ABESIJKMHOPCTYXABEZHIKMNOPTYX"[n]]),
);

/**
 * Return the badge number that a person typed in its canonical form (`G-0001`); null if it is none.
 * Accepts either case, a missing hyphen or zeros, full-width letters, digits of other scripts, any dash, and behind a
 * hyphen letters that look like a figure.
 * @param {string} text
 * @returns {string | null}
 */
export function readNumber(text) {
  const match = NUMBER.exec(foldTyped(text));
  return match && formatNumber(match[1], match[2] ?? match[3]);
}

/** Return the short code of a number. @param {string} number */
export function shortCode(number) {
  return `${number}-${checkDigits(number)}`;
}

/**
 * Return the short code that a person typed; null if the text does not begin as one. A code that is not `sound` was mistyped.
 * @param {string} text
 * @returns {ShortCode | null}
 */
export function readShortCode(text) {
  const typed = foldTyped(text);
  if (!CODE_LIKE.test(typed)) return null;
  const [letters, digits, check] = splitCode(typed);
  if (!letters || (digits.length !== 4 && /^[0O]/.test(digits))) return { number: "", sound: false };
  const number = formatNumber(letters, digits);
  return { number, sound: checkDigits(number) === readFigures(check) };
}

/** Return letters, digits and check digits of a code in any of its three forms. @param {string} typed */
function splitCode(typed) {
  const spaced = SPACED.exec(typed) ?? COMPACT.exec(typed);
  if (spaced) return spaced.slice(1);
  const [, letters, before, after, check] = ONE_BREAK.exec(typed) ?? [];
  return [letters, before ?? after, check];
}

/** @param {string} letters @param {string} digits */
function formatNumber(letters, digits) {
  return `${letters}-${String(Number(readFigures(digits))).padStart(4, "0")}`;
}

/** @param {string} typed */
function readFigures(typed) {
  return typed.replace(/[A-Z]/g, (sign) => FIGURES[sign]);
}

/**
 * Return the two digits that make letters (A = 10 … Z = 35), digits and check digits 1 modulo 97.
 * @param {string} number
 */
function checkDigits(number) {
  const digits = [...number.replace("-", ""), "0", "0"].map((sign) => parseInt(sign, 36));
  const rest = digits.reduce((sum, value) => (sum * (value > 9 ? 100 : 10) + value) % 97, 0);
  return String(98 - rest).padStart(2, "0");
}

/** Return the text in Latin capitals, ASCII digits and single hyphens; empty when it is too long. @param {string} text */
function foldTyped(text) {
  if ([...text.slice(0, 2 * MAX_TYPED + 1)].length > MAX_TYPED) return "";
  const plain = stripDecoration(text)
    .normalize("NFKC")
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(DASH, "-");
  const capitals = plain.replace(/^ +| +$/g, "").toUpperCase();
  return [...capitals]
    .map((sign) => LATIN.get(sign) ?? sign)
    .join("")
    .replace(/[ -]+/g, "-");
}
