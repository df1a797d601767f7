/**
 * Presence as a function of movements: the same set of movements gives the same result in any order. The rules are those
 * of `accreditation/doors/domain/movements.py`; `tests/vectors/movements.json` checks both. Pure.
 */

import { microseconds, SECOND } from "./moments.mjs";

/**
 * @typedef {object} ZonePolicy A zone's rules in the plan of the doors.
 * @property {string | null} within
 * @property {"hard" | "soft" | "timed"} passback
 * @property {number} passback_s
 * @property {number | null} capacity
 */
/** @typedef {{key: string, at: string, door: string}} Entry The entry by which a holder is in a zone. */
/**
 * @typedef {object} Movement An entry or an exit, at the time it happened.
 * @property {string} key orders movements of the same microsecond
 * @property {string} zone
 * @property {"entry" | "exit"} direction
 * @property {string} at ISO 8601 with an offset
 * @property {string} door
 * @property {boolean} knowing the guard admitted the holder knowing that they were inside
 */
/**
 * @typedef {object} Trace The presences of one badge's holder, and the entries that contradict an earlier one.
 * @property {Readonly<Record<string, Entry>>} inside zone → the entry
 * @property {Readonly<Record<string, string>>} conflicts the later's key → the earlier's
 */

/** @type {ZonePolicy} */
const USUAL = Object.freeze({ within: null, passback: "hard", passback_s: 0, capacity: null });

/**
 * The event's zones by code, and its closings, each of which ends all presences. A zone that is not listed has default
 * rules: in no other zone, hard passback, unlimited capacity.
 */
export class Zones {
  /** @type {Map<string, ZonePolicy>} */
  #policies;
  /** @type {number[]} in microseconds */
  #closings;

  /**
   * @param {Iterable<ZonePolicy & {code: string}>} zones as the plan lists them
   * @param {Iterable<string>} [closings]
   */
  constructor(zones, closings = []) {
    this.#policies = new Map([...zones].map((zone) => [zone.code, zone]));
    this.#closings = [...closings].map(microseconds);
  }

  /**
   * Return the last closing until a time, in microseconds: earlier entries do not count any more.
   * @param {string} at
   */
  lastClosing(at) {
    const moment = microseconds(at);
    return Math.max(-Infinity, ...this.#closings.filter((closing) => closing <= moment));
  }

  /** Return a zone's rules. @param {string} zone */
  policy(zone) {
    return this.#policies.get(zone) ?? USUAL;
  }

  /** Return the zones that contain this one, directly or indirectly. @param {string} zone @returns {Set<string>} */
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

/** @type {Trace} Without movements. */
export const START = Object.freeze({ inside: Object.freeze({}), conflicts: Object.freeze({}) });

/**
 * Compute the trace of one badge's movements. The first physical entry counts: a later one that contradicts it is a conflict.
 * @param {Iterable<Movement>} movements @param {Zones} zones @returns {Trace}
 */
export function trace(movements, zones) {
  return [...movements]
    .sort(compareMovements)
    .reduce((before, movement) => applyMovement(before, movement, zones), START);
}

/**
 * Return the trace after a movement that is not earlier than those before it. Entering a zone leaves all others except
 * those that contain it; leaving a zone also leaves the zones within it.
 * @param {Trace} before @param {Movement} movement @param {Zones} zones @returns {Trace}
 */
export function applyMovement(before, movement, zones) {
  return applyToOpened(dropEntriesBefore(before, zones.lastClosing(movement.at)), movement, zones);
}

/**
 * Return the trace without the entries before a time (microseconds), at which all presences ended.
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
