/**
 * What a refused badge opens, by the same rules as `accreditation/doors/domain/openings.py`.
 * `tests/vectors/door_verdicts.json` checks both. Pure: no clock, no network, no page.
 */

import { isOfCategory, isOpen } from "./decide.mjs";
import { microseconds } from "./moments.mjs";

/** @typedef {import("./decide.mjs").Reading} Reading */
/** @typedef {import("./decide.mjs").BadgeRecord} BadgeRecord */
/** @typedef {import("./decide.mjs").DoorRule} DoorRule */
/**
 * @typedef {{at: string | null, zones: string[]}} Opening Next moment from which the badge opens the door's zone (null: no more), and codes of other zones that it opens.
 */

/**
 * Return what a badge opens that came too early, at a wrong time or to a wrong zone; null for other verdicts.
 * @param {string} verdict
 * @param {{reading: Reading, badge: BadgeRecord, door: DoorRule, now: string}} scan
 * @returns {Opening | null}
 */
export function findOpening(verdict, { reading, badge, door, now }) {
  const at = microseconds(now);
  if (verdict === "not_yet_valid")
    return { at: later(badge.valid_from, reading.valid_from ?? badge.valid_from), zones: [] };
  if (verdict === "outside_hours") return { at: nextStart(reading, badge, door, at), zones: [] };
  return verdict === "wrong_zone" ? { at: null, zones: listOtherZones(badge, door, at) } : null;
}

/** @param {Reading} reading @param {BadgeRecord} badge @param {DoorRule} door @param {number} now */
function nextStart(reading, badge, door, now) {
  const until = Math.min(microseconds(badge.valid_until), microseconds(reading.valid_until ?? badge.valid_until));
  const granted = badge.grants.filter((grant) => grant.zones.includes(door.zone) && hasEntries(grant));
  const windows = [...(isOfCategory(reading, badge, door) ? badge.hours : []), ...granted];
  const starts = windows.map(({ valid_from }) => valid_from);
  const toCome = starts.filter((start) => now < microseconds(start) && microseconds(start) < until);
  return toCome.length ? toCome.reduce((one, other) => (later(one, other) === one ? other : one)) : null;
}

/** @param {BadgeRecord} badge @param {DoorRule} door @param {number} now */
function listOtherZones(badge, door, now) {
  const granted = badge.grants.filter((grant) => isOpen(grant, now) && hasEntries(grant));
  const zones = new Set([...badge.zones, ...granted.flatMap((grant) => grant.zones)]);
  zones.delete(door.zone);
  return [...zones].sort();
}

/** @param {import("./decide.mjs").GrantRecord} grant */
function hasEntries({ entries, used }) {
  return entries === null || used < entries;
}

/** @param {string} one @param {string} other */
function later(one, other) {
  return microseconds(one) > microseconds(other) ? one : other;
}
