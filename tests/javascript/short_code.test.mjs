import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { readNumber, readShortCode, shortCode } from "../../accreditation/doors/static/rules/short_code.mjs";

const vectors = JSON.parse(readFileSync(new URL("../vectors/badge_numbers.json", import.meta.url), "utf8"));

for (const { typed, number } of vectors.cases) {
  test(`number ${JSON.stringify(typed)}`, () => assert.equal(readNumber(typed), number));
}

for (const { typed, code } of vectors.codes) {
  test(`code ${JSON.stringify(typed)}`, () => assert.deepEqual(readShortCode(typed), code));
}

test("a short code is the number and two check digits", () => {
  for (const { number, code } of vectors.printed) assert.equal(shortCode(number), code);
});

test("a megabyte of text is no code", () => {
  for (const text of ["P".repeat(1e6), "1".repeat(1e6), `P-0001-02${" ".repeat(1e6)}`])
    assert.equal(readShortCode(text), null);
});
