/**
 * Findings about a zone as `accreditation/applications/domain/passports/findings.py` makes them;
 * tests/vectors/passports.json keeps both equal.
 */

import { expiryOf, fieldOf, namesOf } from "./zones.mjs";

/**
 * @typedef {import("./zones.mjs").Zone} Zone
 * @typedef {{native: string, family: string, given: string}} TypedNames
 * @typedef {{names: TypedNames, country_codes: string[], today: string, ends_on: string}} Facts
 */

/** @type {Record<string, string>} */
const DIGRAPHS = { AE: "A", OE: "O", UE: "U", AA: "A", NXX: "N", UXX: "U", SS: "S", IJ: "Y" };

const MAX_NAME = 200;

/** @type {Record<string, string>} */
const CYRILLIC = Object.fromEntries(
  (
    "А A,Б B,В V,Г G,Д D,Е E,Ё E,Ж ZH,З Z,И I,І I,Й I,К K,Л L,М M,Н N,О O,П P,Р R,С S,Т T,У U,Ф F,Х KH,Ц TS,Ч CH," +
    "Ш SH,Щ SHCH,Ы Y,Ъ IE,Ь ,Э E,Ю IU,Я IA,Ѓ G,Ђ D,Ѕ DZ,Ј J,Ќ K,Љ LJ,Њ NJ,Ћ C,Џ DZ,Ґ G,Є IE,Ї I,Ў U"
  )
    .split(",")
    .map((pair) => pair.split(" ")),
);

/** Return the findings, those about names first. @param {Zone} zone @param {Facts} facts @returns {string[]} */
export function findFindings(zone, facts) {
  const match = matchNames(zone, facts.names);
  const found = match === "same" ? [] : [`names_${match}`];
  const codes = ["issuer", "nationality"].map((name) => fieldOf(zone, name).replace(/<+$/, ""));
  if (facts.country_codes.length && !codes.some((code) => facts.country_codes.includes(code)))
    found.push("country_different");
  const expiry = expiryOf(zone);
  if (expiry && expiry < facts.today) found.push("expired");
  else if (expiry && expiry < facts.ends_on) found.push("expires_early");
  return found;
}

/** Return how the names of the zone fit the typed ones. @param {Zone} zone @param {TypedNames} typed */
export function matchNames(zone, typed) {
  const inZone = namesOf(zone);
  const own = [zoneForm(typed.family), zoneForm(typed.given)];
  const isOneName = !own.every(Boolean) && !inZone.every(Boolean) && inZone.join("") === own.join("");
  if (areEqual(inZone, own) || isOneName) return "same";
  if (!fieldOf(zone, "names").endsWith("<") && isCut(zone, own)) return "cut";
  const looseZone = inZone.map(loosen);
  const looseOwn = own.map(loosen);
  if (areEqual(looseZone, looseOwn)) return "transliterated";
  if (areEqual(looseZone, [looseOwn[1], looseOwn[0]])) return "swapped";
  if (isNativeSpelling(inZone, typed.native)) return "transliterated";
  return isShorter(inZone, own) ? "shorter" : "different";
}

/** @param {string[]} one @param {string[]} other */
const areEqual = (one, other) => one[0] === other[0] && one[1] === other[1];

/** @param {string} name */
const wordsOf = (name) => name.split(" ").filter(Boolean);

/** @param {string} name */
const zoneForm = (name) => wordsOf(name.slice(0, MAX_NAME).replaceAll("'", "").replaceAll("-", " ")).join(" ");

/** @param {string} name */
const loosen = (name) => name.replace(/ /g, "").replace(/AE|OE|UE|AA|NXX|UXX|SS|IJ/g, (found) => DIGRAPHS[found]);

/** @param {Zone} zone @param {string[]} own */
function isCut(zone, own) {
  const field = fieldOf(zone, "names");
  const whole = own
    .filter(Boolean)
    .map((name) => name.replace(/ /g, "<"))
    .join("<<");
  if (whole.slice(0, field.length) === field) return true;
  return namesOf(zone).every((shown, place) => {
    const rest = wordsOf(own[place]);
    if (!shown !== !own[place]) return false;
    return wordsOf(shown).every((part) => {
      const found = rest.findIndex((word) => word.startsWith(part));
      rest.splice(0, found < 0 ? rest.length : found + 1);
      return found >= 0;
    });
  });
}

/** @param {string[]} names @param {string} native */
function isNativeSpelling(names, native) {
  const capitals = native.slice(0, MAX_NAME).toUpperCase().replaceAll("-", " ");
  const written = [...capitals].map((letter) => CYRILLIC[letter] ?? letter).join("");
  const known = wordsOf(written.replaceAll("'", ""));
  const words = wordsOf(names.join(" "));
  const isCyrillic = written !== capitals && /^[\x20-\x7e]*$/.test(written);
  return isCyrillic && words.length > 0 && words.every((word) => known.includes(word));
}

/** @param {string[]} inZone @param {string[]} own */
function isShorter(inZone, own) {
  const [shown, typed] = [inZone, own].map((names) => wordsOf(names.join(" ")).map(loosen));
  const [family, ownFamily] = [inZone, own].map((names) => wordsOf(names[0]).map(loosen));
  const isPart = shown.every((word) => typed.includes(word)) || typed.every((word) => shown.includes(word));
  return shown.length > 0 && typed.length > 0 && isPart && family.some((word) => ownFamily.includes(word));
}
