// The same cases as tests/conference/texts/test_folding.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { NameIndex } from "../../accreditation/doors/static/app/people/search.mjs";
import { fold, spellOut, toLatin, withoutArticle } from "../../conference/static/js/folding.mjs";
import { TABLES } from "../../conference/static/js/folding_tables.mjs";

/** @param {string} path */
const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const vectors = read("../vectors/folding.json");

test("the tables are those of the server", () => {
  const { about, ...tables } = read("../../conference/texts/data/folding.json");
  assert.deepEqual(TABLES, tables);
});

/** @type {[(text: string) => string, [string, string][]][]} */
const FOLDS = [
  [fold, vectors.fold],
  [toLatin, vectors.latin],
  [spellOut, vectors.spelt],
  [withoutArticle, vectors.article],
];
for (const [change, cases] of FOLDS) {
  test(`${change.name} gives the words of the vectors`, () => {
    for (const [text, changed] of cases) assert.equal(change(text), changed, text);
  });
}

/** @type {{native: string, family: string, given: string, found: string[], missed: string[]}[]} */
const people = vectors.people;
for (const { native, family, given, found, missed } of people) {
  test(`search for ${native}`, () => {
    const index = new NameIndex([
      { native_name: native, latin_name: `${family} ${given}`, outlet: "", number: "P-0001" },
    ]);
    for (const text of found) assert.equal(index.find(text).length, 1, text);
    for (const text of missed) assert.equal(index.find(text).length, 0, text);
  });
}
