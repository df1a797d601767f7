/** Machine-readable zones in recognized text. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { findZoneText } from "../../accreditation/applications/static/passports/zone_search.mjs";

const vectors = JSON.parse(readFileSync(new URL("../vectors/passports.json", import.meta.url), "utf8")).read;
const [PASSPORT, CARD] = vectors.map((/** @type {{text: string}} */ { text }) => text);

test("the lines of a passport and of a card are found among others", () => {
  for (const zone of [PASSPORT, CARD]) assert.equal(findZoneText(`UTOPIA\nPASSPORT NO L898902C3\n${zone}\n\n`), zone);
});

test("letters that were recognized in the fillers behind the names are fillers", () => {
  const misread = PASSPORT.replace("MARIA<<<<<<<<<<<<<<<<<<<", "MARIA<<<<<<S<LSLLL<<");
  assert.equal(findZoneText(misread), PASSPORT);
});

test("spaces and letters like digits are put right", () => {
  assert.equal(findZoneText(PASSPORT.replace("L898902C36UTO", "L898 902C36UT0")), PASSPORT);
});

test("lines with a wrong check digit are returned for a person to correct", () => {
  const misread = PASSPORT.replace("L898902C3", "L898902C4");
  assert.equal(findZoneText(misread), misread);
});

test("a text without a zone has none", () => {
  for (const text of ["", "UTOPIA\nPASSPORT", `${"A".repeat(44)}\n`, "x".repeat(5000)])
    assert.equal(findZoneText(text), null);
});
