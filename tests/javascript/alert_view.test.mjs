/** Which alerts are shown, and for how long each language. Covers B23 and C3. */

import assert from "node:assert/strict";
import test from "node:test";
import { alertClass, alertTurns, currentAlerts, turnMs } from "../../broadcast/pages/static/alerts/alert_view.mjs";

const NOW = Date.parse("2025-10-25T02:00:00Z");

/** @param {object} [fields] @returns {any} */
function alert(fields = {}) {
  const texts = ["en", "fr", "ar"].map((language) => ({ language, headline: "Leave", instruction: "" }));
  return {
    id: "a",
    status: "actual",
    kind: "alert",
    rooms: null,
    screens: null,
    sent_at: "2025-10-25T02:00:00Z",
    expires_at: "2025-10-25T02:30:00Z",
    texts,
    ...fields,
  };
}

/** @param {any[]} alerts @param {any} [place] @param {number | null} [now] */
function ids(alerts, place = null, now = NOW) {
  return currentAlerts(alerts, now, place).map(({ id }) => id);
}

test("an actual alert is alone: no exercise, no test, no all-clear beside it", () => {
  const exercise = alert({ id: "e", status: "exercise" });
  const clear = alert({ id: "c", kind: "all_clear" });
  assert.deepEqual(ids([exercise, clear, alert()]), ["a"]);
  assert.deepEqual(ids([exercise, clear]), ["c"]);
  assert.deepEqual(ids([exercise]), ["e"]);
});

test("an alert ends at its expiry, by the device's clock where the server's time is unknown", () => {
  assert.deepEqual(ids([alert()], null, NOW + 30 * 60_000 - 1), ["a"]);
  assert.deepEqual(ids([alert()], null, NOW + 30 * 60_000), []);
  assert.deepEqual(ids([alert()], null, null), []);
});

test("only screens in its area show an alert", () => {
  const inRoom = alert({ rooms: ["hall"], screens: [] });
  const onScreen = alert({ rooms: null, screens: ["lobby-1"] });
  assert.deepEqual(ids([inRoom], { rooms: ["hall"], names: ["x"] }), ["a"]);
  assert.deepEqual(ids([inRoom], { rooms: ["lobby", "hall"], names: ["x"] }), ["a"]);
  assert.deepEqual(ids([inRoom], { rooms: [], names: ["x"] }), []);
  assert.deepEqual(ids([onScreen], { rooms: ["hall"], names: ["lobby-1"] }), ["a"]);
  assert.deepEqual(ids([onScreen], { rooms: ["hall"], names: ["lobby-2"] }), []);
  assert.deepEqual(ids([alert()], { rooms: [], names: [] }), ["a"]);
});

test("an exercise and a test never have the class of an actual alert", () => {
  const kinds = ["alert", "all_clear"];
  const classes = (/** @type {string} */ status) => kinds.map((kind) => alertClass(alert({ status, kind })));
  assert.deepEqual(classes("actual"), ["alert-alert", "alert-all-clear"]);
  assert.deepEqual(classes("exercise"), ["alert-exercise", "alert-exercise"]);
  assert.deepEqual(classes("test"), ["alert-test", "alert-test"]);
});

test("languages take turns by two, with time to read and within thirty seconds", () => {
  const turns = alertTurns([alert()]);
  assert.deepEqual(
    turns.map(({ texts }) => texts.map(({ language }) => language)),
    [["en", "fr"], ["ar"]],
  );
  assert.equal(turnMs(turns), 6000);
  const long = alertTurns([alert({ texts: Array(7).fill({ headline: "x".repeat(500), instruction: "" }) })]);
  assert.equal(turnMs(long) * long.length, 30_000);
});
