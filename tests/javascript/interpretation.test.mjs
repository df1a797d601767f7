import assert from "node:assert/strict";
import { test } from "node:test";

import { isToBeAsked } from "../../broadcast/interpretation/static/interpretation.mjs";

test("the operator is asked before the agreed end and after it", () => {
  const until = Date.parse("2025-10-25T06:00:00Z");
  assert.equal(isToBeAsked(until, 900, until - 901_000), false);
  assert.equal(isToBeAsked(until, 900, until - 899_000), true);
  assert.equal(isToBeAsked(until, 900, until + 60_000), true);
});
