/**
 * Who is where, as a function of what was scanned: the same set of movements gives the same result in any order.
 * The same rules as `accreditation/doors/domain/movements.py`; `tests/vectors/movements.json` holds both together. Pure.
 */

import { microseconds, SECOND } from "./moments.mjs";

/**
 * @typedef {object} ZonePolicy A zone's rules, as the plan of the doors tells them.
 * @property {string | null} within
 * @property {"hard" | "soft" | "timed"} passback
 * @property {number} passback_s
 * @property {number | null} capacity
 */
/** @typedef {{key: string, at: string, door: string}} Entry The entry that put somebody into a zone. */
/**
 * @typedef {object} Movement An entry or an exit that was let happen, at the moment it happened.
 * @property {string} key orders what happened in the same microsecond
 * @property {string} zone
 * @property {"entry" | "exit"} direction
 * @property {string} at ISO 8601 with an offset
 * @property {string} door
 * @property {boolean} knowing the guard let the holder in although they were inside
 */
/**
 * @typedef {object} Trace Where one badge's holder is, and which entries contradict an earlier one.
 * @property {Readonly<Record<string, Entry>>} inside zone → the entry
 * @property {Readonly<Record<string, string>>} conflicts the later's key → the earlier's
 */

/** @type {ZonePolicy} */
const USUAL = Object.freeze({ within: null, passback: "hard", passback_s: 0, capacity: null });

/**
 * The event's zones by code, and its closings, at each of which whoever was inside is out, scanned or not. A zone that
 * is not named has the usual rules: within none, hard, of any capacity.
 */
export class Zones {
  /** @type {Map<string, ZonePolicy>} */
  #policies;
  /** @type {number[]} in microseconds */
  #closings;

  /** @param {Iterable<ZonePolicy & {code: string}>} zones as the plan lists them @param {Iterable<string>} [closings] */
  constructor(zones, closings = []) {
    this.#policies = new Map([...zones].map((zone) => [zone.code, zone]));
    this.#closings = [...closings].map(microseconds);
  }

  /** The last closing before a moment, or at it, in microseconds: who entered before it is out. @param {string} at */
  lastClosing(at) {
    const moment = microseconds(at);
    return Math.max(-Infinity, ...this.#closings.filter((closing) => closing <= moment));
  }

  /** The zone's rules. @param {string} zone */
  policy(zone) {
    return this.#policies.get(zone) ?? USUAL;
  }

  /** The zones that this one lies in, directly or not. @param {string} zone @returns {Set<string>} */
  zonesAround(zone) {
    /** @type {Set<string>} */
    const found = new Set();
    let outer = this.policy(zone).within;
    while (outer !== null && !found.has(outer)) {
      found.add(outer);
      outer = this.policy(outer).within;
    }
    return found;
  }
}

/** @type {Trace} Nobody has moved. */
export const START = Object.freeze({ inside: Object.freeze({}), conflicts: Object.freeze({}) });

/**
 * Where one badge's movements lead. First physical entry wins: a later one that contradicts it is a conflict.
 * @param {Iterable<Movement>} movements @param {Zones} zones @returns {Trace}
 */
export function trace(movements, zones) {
  return [...movements]
    .sort(compareMovements)
    .reduce((before, movement) => applyMovement(before, movement, zones), START);
}

/**
 * The trace after one more movement, which is not earlier than those before it. Entering a zone leaves every other
 * but those around it; leaving a zone leaves those inside it too.
 * @param {Trace} before @param {Movement} movement @param {Zones} zones @returns {Trace}
 */
export function applyMovement(before, movement, zones) {
  return applyToOpened(dropEntriesBefore(before, zones.lastClosing(movement.at)), movement, zones);
}

/**
 * The trace without the entries before a moment (microseconds), at which everybody was out.
 * @param {Trace} way @param {number} opened @returns {Trace}
 */
export function dropEntriesBefore(way, opened) {
  return { ...way, inside: filterEntries(way, (zone) => !(microseconds(way.inside[zone].at) < opened)) };
}

/** @param {Trace} before @param {Movement} movement @param {Zones} zones @returns {Trace} */
function applyToOpened(before, movement, zones) {
  const { zone } = movement;
  if (movement.direction === "exit") {
    return {
      ...before,
      inside: filterEntries(before, (other) => other !== zone && !zones.zonesAround(other).has(zone)),
    };
  }
  const earlier = Object.hasOwn(before.inside, zone) ? before.inside[zone] : null;
  if (earlier !== null && !movement.knowing && !mayRepeat(earlier, movement, zones)) {
    return { ...before, conflicts: { ...before.conflicts, [movement.key]: earlier.key } };
  }
  const around = zones.zonesAround(zone);
  return { ...before, inside: { ...filterEntries(before, (other) => around.has(other)), [zone]: movement } };
}

/** @param {Trace} before @param {(zone: string) => boolean} stays @returns {Record<string, Entry>} */
function filterEntries(before, stays) {
  return Object.fromEntries(Object.entries(before.inside).filter(([zone]) => stays(zone)));
}

/** @param {Entry} earlier @param {Movement} movement @param {Zones} zones */
function mayRepeat(earlier, movement, zones) {
  const policy = zones.policy(movement.zone);
  const apart = microseconds(movement.at) - microseconds(earlier.at);
  return policy.passback === "timed" && apart >= policy.passback_s * SECOND;
}

/** @param {Movement} one @param {Movement} other */
function compareMovements(one, other) {
  const apart = microseconds(one.at) - microseconds(other.at);
  if (apart !== 0) return apart;
  return one.key < other.key ? -1 : Number(one.key > other.key);
}
