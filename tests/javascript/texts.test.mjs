import assert from "node:assert/strict";
import { test } from "node:test";

import { fillPlain, fillText, pluralForm, splitPattern } from "../../conference/static/js/texts.mjs";

test("fillText isolates each value from the text's direction", () => {
  assert.equal(fillText("{name}: {n}", { name: "نور", n: 2 }), "\u2068نور\u2069: \u20682\u2069");
});

test("fillText leaves a placeholder without a value", () => {
  assert.equal(fillText("since {time}", {}), "since {time}");
  assert.equal(fillText("{constructor}", {}), "{constructor}");
});

test("fillPlain isolates nothing, so that its first word gives the direction", () => {
  assert.equal(fillPlain("{day}، {time}", { day: "الأحد", time: "05:00" }), "الأحد، 05:00");
});

test("splitPattern returns texts and placeholders in order", () => {
  assert.deepEqual(splitPattern("{a} or {b}"), [
    { text: "{a}", name: "a" },
    { text: " or ", name: null },
    { text: "{b}", name: "b" },
  ]);
  assert.deepEqual(splitPattern(""), []);
});

test("pluralForm selects by the rules of the language, else the form for other numbers", () => {
  const forms = { one: "scan", other: "scans" };
  assert.equal(pluralForm(forms, new Intl.PluralRules("en"), 1), "scan");
  assert.equal(pluralForm(forms, new Intl.PluralRules("ar"), 3), "scans");
});
