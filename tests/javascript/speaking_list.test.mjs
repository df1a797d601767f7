// Whether a list of speakers on a page agrees with the board, and how its page is read again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isUpToDate, pageReader } from "../../broadcast/publish/static/speaking_list.mjs";

const speakers = { current: { id: "c" }, upcoming: [{ id: "d" }, { id: "e" }], spoken: 2, remaining: 3 };
const listed = { spoken: 2, current: "c", waiting: ["d", "e", "f"] };

test("a list agrees with the board by counts, the current and the next speakers", () => {
  assert.ok(isUpToDate(listed, speakers));
  const others = [{ spoken: 1 }, { current: null }, { waiting: ["d", "e"] }, { waiting: ["e", "d", "f"] }];
  for (const change of others) assert.ok(!isUpToDate({ ...listed, ...change }, speakers));
});

test("a page is not asked for again while it is read, and again after an error", async () => {
  /** @type {string[]} */
  const asked = [];
  const fetch = async (/** @type {string} */ address) => {
    asked.push(address);
    throw new Error("offline");
  };
  const readSoon = pageReader("/en/sessions/s/speakers", () => assert.fail(), { fetch, delayMs: () => 0 });
  const wait = () => new Promise((resolve) => setTimeout(resolve, 5));
  readSoon();
  readSoon();
  await wait();
  assert.equal(asked.length, 1);
  readSoon();
  await wait();
  assert.equal(asked.length, 2);
});
