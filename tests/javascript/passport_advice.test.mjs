/** Advice on typed passport lines. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { makeAdvice } from "../../accreditation/applications/static/passports/advice.mjs";

const SPECIMEN = JSON.parse(readFileSync(new URL("../vectors/passports.json", import.meta.url), "utf8")).read[0].text;
const KNOWLEDGE = {
  texts: {
    complete: "complete",
    "passport.check": "line {line} sign {sign}",
    "passport.names_different": "other {family}",
    "passport.expires_early": "until {date}",
    "passport.country_different": "from {code}",
  },
  codes: { FR: ["FRA"], UT: ["UTO"] },
  ends_on: "2012-04-15",
  language: "en",
};
const ANNA = { native: "Anna Maria Eriksson", family: "ERIKSSON", given: "ANNA MARIA", country: "UT" };
const plain = (/** @type {string} */ text) => text.replace(/[\u2068\u2069]/g, "");

test("lines that fit are complete", () => {
  assert.deepEqual(makeAdvice(SPECIMEN, ANNA, KNOWLEDGE), { texts: ["complete"], isGood: true });
});

test("a wrong check digit is named with its line and sign", () => {
  const { texts, isGood } = makeAdvice(SPECIMEN.replace("L898902C3", "L898902C4"), ANNA, KNOWLEDGE);
  assert.deepEqual([texts.map(plain), isGood], [["line 2 sign 10"], false]);
});

test("names are not compared before they are typed", () => {
  const unnamed = { native: "", family: "", given: "", country: "" };
  assert.deepEqual(makeAdvice(SPECIMEN, unnamed, KNOWLEDGE).texts, ["complete"]);
});

test("name, country and expiry are compared", () => {
  const other = { ...ANNA, family: "SMITH", given: "JO", country: "FR" };
  const { texts } = makeAdvice(SPECIMEN, other, { ...KNOWLEDGE, ends_on: "2012-04-16" });
  assert.deepEqual(texts.map(plain), ["complete", "other ERIKSSON", "from UTO", "until April 15, 2012"]);
});

test("nothing is said of an empty field", () => {
  assert.deepEqual(makeAdvice(" \n", ANNA, KNOWLEDGE), { texts: [], isGood: true });
});
