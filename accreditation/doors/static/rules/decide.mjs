/**
 * The decision of a door, by the same rules as `accreditation/doors/domain/doors.py`, in the same order.
 * `tests/vectors/door_verdicts.json` checks both. Pure: no clock, no network, no page.
 */

import { microseconds, SECOND } from "./moments.mjs";

/**
 * @typedef {object} Reading What was presented: a token's proven claims or its flaw; all null for a typed code.
 * @property {string | null} flaw
 * @property {number | null} serial
 * @property {number | null} zone_bits one bit per zone
 * @property {string | null} valid_from ISO 8601 with an offset
 * @property {string | null} valid_until
 */
/** @typedef {{valid_from: string, valid_until: string}} Window Open when `valid_from` ≤ t < `valid_until`. */
/**
 * @typedef {object} GrantRecord A right added to one badge; `entries` null: unlimited.
 * @property {string} id
 * @property {string[]} zones
 * @property {string} valid_from
 * @property {string} valid_until
 * @property {number | null} entries
 * @property {number} used
 */
/**
 * @typedef {object} BadgeRecord The badge's newest issue and its person.
 * @property {number} serial
 * @property {"issued" | "suspended" | "revoked" | "superseded"} standing
 * @property {boolean} fits false when the person's category, zones or window changed since the issue
 * @property {boolean} active true when the issue was handed over, or when badges open doors from their issue
 * @property {boolean} [one_day] true for a one-day badge, which opens doors without a hand-over
 * @property {string} application_state
 * @property {string[]} zones
 * @property {string} valid_from
 * @property {string} valid_until
 * @property {Window[]} hours when the category opens the door's zone; empty: at any time
 * @property {GrantRecord[]} grants
 */
/** @typedef {"entry" | "exit" | "either"} Direction */
/**
 * @typedef {object} DoorRule
 * @property {string} zone
 * @property {number} zone_bit
 * @property {Direction} direction
 * @property {"hard" | "soft" | "timed"} passback
 * @property {number} passback_s for "timed" only
 * @property {number | null} capacity maximum number of people in the zone; null: unlimited
 */
/**
 * @typedef {{since: string | null, occupancy: number}} Presence Since when the holder is in the zone; how many people are in it.
 */
/** @typedef {{verdict: string, direction: "entry" | "exit", grant: string | null}} Ruling */

/** @type {Readonly<Record<string, "admit" | "stop" | "look">>} How each verdict looks and sounds. */
export const TONES = Object.freeze({
  admitted: "admit",
  admitted_again: "look",
  overridden: "admit",
  exit_recorded: "admit",
  already_inside: "stop",
  not_inside: "look",
  zone_full: "stop",
  not_a_badge: "look",
  unreadable: "look",
  other_algorithm: "stop",
  wrong_event: "stop",
  wrong_environment: "stop",
  unknown_key: "stop",
  bad_signature: "stop",
  unknown_badge: "stop",
  revoked: "stop",
  suspended: "stop",
  superseded: "stop",
  not_collected: "stop",
  not_approved: "stop",
  on_hold: "stop",
  refused: "stop",
  withdrawn: "stop",
  not_yet_valid: "stop",
  expired: "stop",
  wrong_zone: "stop",
  outside_hours: "stop",
  grant_used: "stop",
  mistyped: "look",
  undecided: "look",
});

/** The verdicts after which the holder is inside. @type {ReadonlySet<string>} */
export const ENTERED = new Set(["admitted", "admitted_again", "overridden"]);

/** Refusals that a supervisor may override. Never a revocation, nor a badge that was not handed over. @type {ReadonlySet<string>} */
export const OVERRIDABLE = new Set([
  "already_inside",
  "zone_full",
  "wrong_zone",
  "outside_hours",
  "grant_used",
  "not_yet_valid",
  "expired",
  "superseded",
]);

/** Refusals of a one-day badge that a supervisor may override: it never opens more than its day, hours and zones. */
export const OVERRIDABLE_FOR_ONE_DAY = new Set(["already_inside", "zone_full"]);

/** In a lane for both directions, a badge read again within this time has not turned round: it is the same passage. */
export const LANE_TURN_S = 10;

const OF_STATE = new Set(["on_hold", "refused", "withdrawn"]);

/**
 * Return how a verdict looks and sounds; an unknown one is a stop.
 * @param {string} verdict
 * @returns {"admit" | "stop" | "look"}
 */
export function toneOf(verdict) {
  return Object.hasOwn(TONES, verdict) ? TONES[verdict] : "stop";
}

/**
 * Count how often unsent items use each grant: entries by it that were not undone.
 * @param {Iterable<any>} items as in docs/doors.md, in the order they happened
 * @returns {Map<string, number>} grant → entries
 */
export function usesOf(items) {
  /** @type {Map<string, string>} */
  const entries = new Map();
  for (const { kind, key, of, decided } of items) {
    if (kind === "scan" && decided?.grant && ENTERED.has(decided.verdict)) entries.set(key, decided.grant);
    if (kind === "undo") entries.delete(of);
  }
  /** @type {Map<string, number>} */
  const uses = new Map();
  for (const grant of entries.values()) uses.set(grant, (uses.get(grant) ?? 0) + 1);
  return uses;
}

/**
 * Decide on one scan. The first rule that applies gives the verdict; a badge that passes every rule is admitted.
 * A holder who is inside may leave, whatever happened to the badge since.
 * @param {Reading} reading
 * @param {BadgeRecord | null} badge
 * @param {DoorRule} door
 * @param {{now: string, presence: Presence}} at
 * @returns {Ruling}
 */
export function decide(reading, badge, door, { now: moment, presence }) {
  const now = microseconds(moment);
  const direction = directionOf(door, presence, now);
  const ruling = (/** @type {string} */ verdict) => ({ verdict, direction, grant: null });
  if (reading.flaw !== null) return ruling(reading.flaw === "collection_pass" ? "not_collected" : reading.flaw);
  if (badge === null || (reading.serial ?? 0) > badge.serial) return ruling("unknown_badge");
  if (direction === "exit") return ruling(presence.since !== null ? "exit_recorded" : "not_inside");
  const refusal = refusalOfPerson(reading, badge) ?? refusalOfTime(reading, badge, now);
  return refusal !== null
    ? ruling(refusal)
    : rulingOfEntry(rulingOfRights(reading, badge, door, now), door, presence, now);
}

/** @param {Ruling} right @param {DoorRule} door @param {Presence} presence @param {number} now @returns {Ruling} */
function rulingOfEntry(right, door, presence, now) {
  if (right.verdict !== "admitted") return right;
  if (presence.since !== null) return { ...right, verdict: passbackVerdict(door, presence.since, now) };
  const full = door.capacity !== null && presence.occupancy >= door.capacity;
  return full ? newEntryRuling("zone_full") : right;
}

/** @param {string} verdict @param {string | null} [grant] @returns {Ruling} */
function newEntryRuling(verdict, grant = null) {
  return { verdict, direction: "entry", grant };
}

/** @param {DoorRule} door @param {Presence} presence @param {number} now @returns {"entry" | "exit"} */
function directionOf(door, presence, now) {
  if (door.direction !== "either") return door.direction;
  const turned = presence.since !== null && now - microseconds(presence.since) >= LANE_TURN_S * SECOND;
  return turned ? "exit" : "entry";
}

/** @param {DoorRule} door @param {string} since @param {number} now */
function passbackVerdict(door, since, now) {
  if (door.direction === "either") return "already_inside";
  if (door.passback === "soft") return "admitted_again";
  const over = door.passback === "timed" && now - microseconds(since) >= door.passback_s * SECOND;
  return over ? "admitted" : "already_inside";
}

/** @param {Reading} reading @param {BadgeRecord} badge @returns {string | null} */
function refusalOfPerson(reading, badge) {
  if (badge.standing === "revoked" || badge.standing === "suspended") return badge.standing;
  if (badge.application_state !== "approved") {
    return OF_STATE.has(badge.application_state) ? badge.application_state : "not_approved";
  }
  const outdated = reading.serial !== null && reading.serial < badge.serial;
  if (outdated || !badge.fits || badge.standing !== "issued") return "superseded";
  return badge.active === true || badge.one_day === true ? null : "not_collected";
}

/** Tell whether a supervisor may override a refusal. @param {string} verdict @param {boolean} oneDay */
export function mayOverride(verdict, oneDay) {
  return (oneDay ? OVERRIDABLE_FOR_ONE_DAY : OVERRIDABLE).has(verdict);
}

/** @param {Reading} reading @param {BadgeRecord} badge @param {number} now microseconds @returns {string | null} */
function refusalOfTime(reading, badge, now) {
  const from = Math.max(microseconds(badge.valid_from), microseconds(reading.valid_from ?? badge.valid_from));
  const until = Math.min(microseconds(badge.valid_until), microseconds(reading.valid_until ?? badge.valid_until));
  if (!(now >= from)) return "not_yet_valid";
  return now < until ? null : "expired";
}

/**
 * Return the ruling by rights: whether the category opens the zone now, or else a grant.
 * @param {Reading} reading @param {BadgeRecord} badge @param {DoorRule} door @param {number} now
 */
function rulingOfRights(reading, badge, door, now) {
  const byCategory = isOfCategory(reading, badge, door);
  if (byCategory && (badge.hours.length === 0 || badge.hours.some((hours) => isOpen(hours, now)))) {
    return newEntryRuling("admitted");
  }
  const grants = badge.grants.filter((grant) => grant.zones.includes(door.zone));
  const running = grants.filter((grant) => isOpen(grant, now));
  const left = running.filter((grant) => grant.entries === null || grant.used < grant.entries);
  if (left.length) return newEntryRuling("admitted", left.reduce(earlierEnd).id);
  if (running.length) return newEntryRuling("grant_used");
  return newEntryRuling(byCategory || grants.length ? "outside_hours" : "wrong_zone");
}

/**
 * Tell whether the category of the badge opens the door's zone, at whatever hour.
 * @param {Reading} reading @param {BadgeRecord} badge @param {DoorRule} door
 */
export function isOfCategory(reading, badge, door) {
  const inToken = reading.zone_bits === null || hasBit(reading.zone_bits, door.zone_bit);
  return inToken && badge.zones.includes(door.zone);
}

/** @param {Window} open @param {number} now microseconds */
export function isOpen(open, now) {
  return microseconds(open.valid_from) <= now && now < microseconds(open.valid_until);
}

/** @param {GrantRecord} one @param {GrantRecord} other */
function earlierEnd(one, other) {
  const apart = microseconds(one.valid_until) - microseconds(other.valid_until);
  return apart < 0 || (apart === 0 && one.id <= other.id) ? one : other;
}

/** @param {number} bits @param {number} place */
function hasBit(bits, place) {
  return Math.floor(bits / 2 ** place) % 2 === 1;
}
