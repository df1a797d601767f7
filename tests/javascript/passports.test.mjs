/** Machine-readable zones in browsers, by the vectors that Python reads too. Covers A17. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { findFindings } from "../../accreditation/applications/static/passports/findings.mjs";
import { checkDigit, readZone } from "../../accreditation/applications/static/passports/zones.mjs";

const vectors = JSON.parse(readFileSync(new URL("../vectors/passports.json", import.meta.url), "utf8"));

test("typed zones are read as on the server", () => {
  for (const { about, text, lines, problem } of vectors.read) {
    const zone = readZone(text);
    if (problem) assert.deepEqual(zone, problem, about);
    else assert.deepEqual("lines" in zone ? zone.lines : zone, lines, about);
  }
});

test("findings are those of the server", () => {
  for (const { about, lines, facts, findings } of vectors.findings) {
    const zone = readZone(lines.join("\n"));
    assert.ok("lines" in zone, about);
    assert.deepEqual(findFindings(zone, facts), findings, about);
  }
});

test("the check digit of the example of Doc 9303", () => {
  assert.equal(checkDigit("AB2134<<<"), "5");
});
