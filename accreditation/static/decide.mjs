// @ts-check
/**
 * What a door decides: the same rules as `accreditation/domain/doors.py`, in the same order.
 * `tests/vectors/door_verdicts.json` holds both together. Pure: no clock, no network, no page.
 */

/**
 * @typedef {object} Reading What was presented: a token's proven claims or its flaw; all null for a typed number.
 * @property {string | null} flaw
 * @property {number | null} serial
 * @property {number | null} zone_bits one bit a zone
 * @property {string | null} valid_from ISO 8601 with an offset
 * @property {string | null} valid_until
 */
/**
 * @typedef {object} BadgeRecord The badge's newest issue and its person.
 * @property {number} serial
 * @property {"issued" | "suspended" | "revoked" | "superseded"} standing
 * @property {boolean} fits false when the person's category, zones or window changed since the issue
 * @property {string} application_state
 * @property {string[]} zones
 * @property {string} valid_from
 * @property {string} valid_until
 */
/** @typedef {{zone: string, zone_bit: number, direction: "entry" | "exit"}} DoorRule */
/** @typedef {{inside: boolean}} Presence */

/** @type {Record<string, "admit" | "look">} Every other verdict is "stop". */
const TONES = {
  admitted: "admit",
  exit_recorded: "admit",
  not_inside: "look",
  not_a_badge: "look",
  unreadable: "look",
};

const OF_STATE = new Set(["on_hold", "refused", "withdrawn"]);

/**
 * How a verdict looks and sounds.
 * @param {string} verdict
 * @returns {"admit" | "stop" | "look"}
 */
export function toneOf(verdict) {
  return Object.hasOwn(TONES, verdict) ? TONES[verdict] : "stop";
}

/**
 * The verdict on one scan. The first rule that applies names it; only what passes every rule is admitted.
 * Whoever is inside is let out whatever their badge has become.
 * @param {Reading} reading
 * @param {BadgeRecord | null} badge
 * @param {DoorRule} door
 * @param {{now: string, presence: Presence}} at
 * @returns {string}
 */
export function decide(reading, badge, door, { now, presence }) {
  if (reading.flaw !== null) return reading.flaw;
  if (badge === null || (reading.serial ?? 0) > badge.serial) return "unknown_badge";
  if (door.direction === "exit") return presence.inside ? "exit_recorded" : "not_inside";
  const refusal = refusalOfPerson(reading, badge) ?? refusalOfPlace(reading, badge, door, Date.parse(now));
  if (refusal !== null) return refusal;
  return presence.inside ? "already_inside" : "admitted";
}

/** @param {Reading} reading @param {BadgeRecord} badge @returns {string | null} */
function refusalOfPerson(reading, badge) {
  if (badge.standing === "revoked" || badge.standing === "suspended") return badge.standing;
  if (badge.application_state !== "approved") {
    return OF_STATE.has(badge.application_state) ? badge.application_state : "not_approved";
  }
  const outdated = reading.serial !== null && reading.serial < badge.serial;
  return outdated || !badge.fits || badge.standing !== "issued" ? "superseded" : null;
}

/** @param {Reading} reading @param {BadgeRecord} badge @param {DoorRule} door @param {number} now milliseconds */
function refusalOfPlace(reading, badge, door, now) {
  const from = Math.max(Date.parse(badge.valid_from), Date.parse(reading.valid_from ?? badge.valid_from));
  const until = Math.min(Date.parse(badge.valid_until), Date.parse(reading.valid_until ?? badge.valid_until));
  if (!(now >= from)) return "not_yet_valid";
  if (!(now < until)) return "expired";
  const inToken = reading.zone_bits === null || hasBit(reading.zone_bits, door.zone_bit);
  return inToken && badge.zones.includes(door.zone) ? null : "wrong_zone";
}

/** @param {number} bits @param {number} place */
function hasBit(bits, place) {
  return Math.floor(bits / 2 ** place) % 2 === 1;
}

const NUMBER = /^([A-Z]{1,2})[ \-‐‑–]?([0-9]{1,6})$/;

/**
 * The badge number that a person typed, in its one spelling (`G-0001`); null when it is none.
 * Forgives case, a missing hyphen or zeros, full-width letters and the digits of other scripts.
 * @param {string} text
 * @returns {string | null}
 */
export function readNumber(text) {
  if ([...text].length > 24) return null;
  const folded = text.normalize("NFKC").replace(/\p{Nd}/gu, asciiDigit);
  const match = NUMBER.exec(folded.trim().toUpperCase());
  return match && `${match[1]}-${String(Number(match[2])).padStart(4, "0")}`;
}

/** Digits stand in runs of ten in Unicode, so a digit's value is its distance from the run's first. @param {string} digit */
function asciiDigit(digit) {
  const code = /** @type {number} */ (digit.codePointAt(0));
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1)) && code - first < 9) first -= 1;
  return String((code - first) % 10);
}
