/** Alerts of the door app: until they expire, also after a restart without a server. */

import assert from "node:assert/strict";
import test from "node:test";
import { DoorAlerts } from "../../accreditation/doors/static/app/screens/door_alerts.mjs";
import { newPage } from "./door_page.mjs";

const NOW = Date.parse("2025-10-25T02:00:00Z");
const TEXT = { label: "Alert", note: "", headline: "Leave", instruction: "Go" };
const ALERT = { id: "a", look: "alert", texts: { en: TEXT }, expires_at: "2025-10-25T02:30:00Z" };

function memory() {
  /** @type {Map<string, string>} */
  const kept = new Map();
  return {
    getItem: (/** @type {string} */ name) => kept.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ value) => void kept.set(name, value),
  };
}

/** @param {ReturnType<typeof memory>} storage @param {{at: number}} time */
function alertsOf(storage, time) {
  const screen = /** @type {any} */ ({ words: { language: { code: "ar" } }, clock: { now: () => time.at } });
  return new DoorAlerts(screen, storage);
}

test("an alert survives a restart without a server, and ends at its expiry", () => {
  newPage();
  const [storage, time] = [memory(), { at: NOW }];
  alertsOf(storage, time).apply([ALERT]);
  const restarted = alertsOf(storage, time);
  restarted.render();
  assert.deepEqual(restarted.shown, ["a"]);
  time.at += 30 * 60_000;
  restarted.render();
  assert.deepEqual(restarted.shown, []);
});

test("what the server does not send any more is gone after a restart too", () => {
  newPage();
  const [storage, time] = [memory(), { at: NOW }];
  const alerts = alertsOf(storage, time);
  alerts.apply([ALERT]);
  alerts.apply([]);
  assert.deepEqual([alerts.shown, alertsOf(storage, time).alerts], [[], []]);
});

test("a broken storage has no alerts", () => {
  const storage = { getItem: () => "{", setItem: () => undefined };
  assert.deepEqual(alertsOf(storage, { at: NOW }).alerts, []);
});
