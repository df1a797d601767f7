import assert from "node:assert/strict";
import { test } from "node:test";

import { eventTimes } from "../../conference/static/js/times.mjs";

test("eventTimes formats moments in the event's time zone", () => {
  const { day, time } = eventTimes("Asia/Ho_Chi_Minh");
  assert.equal(time("2025-10-24T17:05:00Z"), "00:05");
  assert.equal(day("2025-10-24T17:05:00Z"), "2025-10-25");
  assert.equal(day(Date.parse("2025-10-24T16:59:59Z")), "2025-10-24");
});
