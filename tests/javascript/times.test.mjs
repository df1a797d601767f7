import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { fillText } from "../../conference/static/js/texts.mjs";
import { eventTimes, formatDay } from "../../conference/static/js/times.mjs";

/** What tests/conference/texts/test_text_rules_code.py holds against Python. */
const FORMATS = JSON.parse(await readFile(new URL("../vectors/reader_formats.json", import.meta.url), "utf8"));
const ISOLATES = /[\u2068\u2069]/g;

test("eventTimes formats moments in the event's time zone", () => {
  const { day, time } = eventTimes("Asia/Ho_Chi_Minh");
  assert.equal(time("2025-10-24T17:05:00Z"), "00:05");
  assert.equal(day("2025-10-24T17:05:00Z"), "2025-10-25");
  assert.equal(day(Date.parse("2025-10-24T16:59:59Z")), "2025-10-24");
});

for (const [code, format] of Object.entries(FORMATS)) {
  test(`dates and numbers are those of the server: ${code}`, () => {
    const { day, time } = eventTimes("Asia/Ho_Chi_Minh");
    const at = "2025-10-25T11:00:00Z";
    const written = { day: formatDay(format.days, day(at)), time: time(at) };
    assert.equal(written.day, format.day);
    assert.equal(formatDay(format.days, "2025-11-01"), format.first_of_november);
    assert.equal(fillText(format.pattern, written).replace(ISOLATES, ""), format.moment);
    const numbers = new Intl.NumberFormat(`${format.tag}-u-nu-latn`);
    for (const [number, text] of Object.entries(format.numbers)) assert.equal(numbers.format(Number(number)), text);
  });
}
