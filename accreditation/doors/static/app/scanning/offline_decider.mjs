/**
 * The device's decision on a reading, by the same rules as the server's. Any failure (no roster, no keys, unreadable
 * storage, a rule that throws) gives `undecided`: nobody is admitted by a failure.
 */
import { decide, ENTERED, usesOf } from "../../rules/decide.mjs";
import { applyMovement, dropEntriesBefore, Zones } from "../../rules/movements.mjs";
import { findOpening } from "../../rules/openings.mjs";
import { readShortCode } from "../../rules/short_code.mjs";
import { isCollectionPass, readingOf, readToken, TYPED, trustIn } from "../../rules/token.mjs";

/** @typedef {import("../people/roster.mjs").Person} Person */
/** @typedef {import("../people/roster.mjs").Plan} Plan */
/** @typedef {import("../people/presence.mjs").EntriesByZone} EntriesByZone */
/** @typedef {import("../../rules/decide.mjs").Ruling} Ruling */
/**
 * @typedef {{ruling: Ruling, badge: string | null, person: Person | null, prior: import("../people/presence.mjs").Entry | null, why: "no_list" | "stale" | "broken" | "pass" | null, opening?: import("../../rules/openings.mjs").Opening | null}} OfflineRuling
 */

/**
 * Return the ruling for a missing or outdated roster, or a failure.
 * @param {"no_list" | "stale" | "broken"} why
 * @param {Partial<OfflineRuling>} [known]
 * @returns {OfflineRuling}
 */
function undecided(why, known = {}) {
  return {
    badge: null,
    person: null,
    prior: null,
    ...known,
    why,
    ruling: { verdict: "undecided", direction: "entry", grant: null },
  };
}

/**
 * Return the ruling on a collection pass: it is no badge, whatever a list says.
 * @param {"entry" | "exit" | "either"} direction
 * @returns {OfflineRuling}
 */
function refusedPass(direction) {
  const ruling = /** @type {Ruling} */ ({
    verdict: "not_collected",
    direction: direction === "exit" ? "exit" : "entry",
    grant: null,
  });
  return { badge: null, person: null, prior: null, why: "pass", ruling };
}

export class OfflineDecider {
  /**
   * @param {import("../people/roster.mjs").Roster} roster @param {import("../people/presence.mjs").Presence} presence
   * @param {() => Iterable<import("../device/queue.mjs").Item>} [waiting] items not sent yet, whose entries use grants
   */
  constructor(roster, presence, waiting = () => []) {
    this.roster = roster;
    this.presence = presence;
    this.queuedItems = waiting;
    /** @type {import("../../rules/token.mjs").PublishedKey[] | null} the keys from which `trust` was made */
    this.trusted = null;
    /** @type {Promise<import("../../rules/token.mjs").Trust> | null} */
    this.trust = null;
    /** @type {Plan | null} the plan from which `zones` was made */
    this.planned = null;
    this.zones = new Zones([]);
  }

  /** @returns {Promise<import("../../rules/token.mjs").Trust>} */
  currentTrust() {
    const { keys } = this.roster;
    const plan = this.requirePlan();
    if (this.trust === null || this.trusted !== keys) [this.trusted, this.trust] = [keys, trustIn(plan, keys)];
    return this.trust;
  }

  /** Return the plan. Throws without one, which makes the ruling `undecided`. @returns {Plan} */
  requirePlan() {
    const { plan } = this.roster;
    if (plan === null) throw new Error("no plan");
    return plan;
  }

  currentZones() {
    const { plan } = this.roster;
    if (this.planned !== plan) [this.planned, this.zones] = [plan, new Zones(plan?.zones ?? [], plan?.closings ?? [])];
    return this.zones;
  }

  /**
   * @param {string} text
   * @param {{door: string, direction: "entry" | "exit" | "either", now: number}} at
   * @returns {Promise<OfflineRuling>}
   */
  async decideText(text, at) {
    try {
      if (this.roster.plan === null || this.roster.version.at === null)
        return isCollectionPass(text) ? refusedPass(at.direction) : undecided("no_list");
      return await this.decideByRules(text, at);
    } catch (error) {
      console.error("door: no ruling", error instanceof Error ? error.name : "");
      return undecided("broken");
    }
  }

  /**
   * @param {string} text
   * @param {{door: string, direction: "entry" | "exit" | "either", now: number}} at
   * @returns {Promise<OfflineRuling>}
   */
  async decideByRules(text, { door, direction, now }) {
    const { reading, badge, person } = await this.identifyBadge(text);
    const rule = this.doorRule(door, direction);
    const entry = (badge && this.entriesAt(badge, now)[rule.zone]) || null;
    const presence = { since: entry?.at ?? null, occupancy: this.presence.countInside(rule.zone) };
    const record = person && this.badgeRecord(person, rule.zone);
    const at = new Date(now).toISOString();
    const ruling = decide(reading, record, rule, { now: at, presence });
    const known = { badge: person?.badge_id ?? null, person, prior: entry };
    if (this.isRosterTooOld(now) && ENTERED.has(ruling.verdict)) return undecided("stale", known);
    const opening = record && findOpening(ruling.verdict, { reading, badge: record, door: rule, now: at });
    return { ...known, ruling, why: reading.flaw === "collection_pass" ? "pass" : null, opening };
  }

  /**
   * Return a holder's entries at a time, without those before the last closing.
   * @param {string} badge
   * @param {number} now
   * @returns {EntriesByZone}
   */
  entriesAt(badge, now) {
    const way = { inside: this.presence.entriesOf(badge), conflicts: {} };
    return dropEntriesBefore(way, this.currentZones().lastClosing(new Date(now).toISOString())).inside;
  }

  /** Tell whether the roster is too old to admit anybody. @param {number} now */
  isRosterTooOld(now) {
    const { stale_policy, stale_after_s } = this.requirePlan();
    return stale_policy === "red" && this.roster.ageSeconds(now) > stale_after_s;
  }

  /** Read a token or short code, and find its person on the roster. @param {string} text */
  async identifyBadge(text) {
    const code = readShortCode(text);
    if (code !== null) {
      const person = (code.sound && this.roster.byNumber.get(code.number)) || null;
      return { reading: code.sound ? TYPED : { ...TYPED, flaw: "mistyped" }, badge: person?.badge_id ?? null, person };
    }
    const token = await readToken(text, await this.currentTrust());
    const badge = token.flaw === null && token.claims ? token.claims.badge_id : null;
    return { reading: readingOf(token), badge, person: (badge && this.roster.byBadge.get(badge)) || null };
  }

  /**
   * Return the rule of a door. Throws for a door that the plan does not have.
   * @param {string} id
   * @param {"entry" | "exit" | "either"} direction
   */
  doorRule(id, direction) {
    const { doors, zones } = this.requirePlan();
    const door = doors.find((one) => one.id === id);
    const zone = zones.find((one) => one.code === door?.zone);
    if (!zone) throw new Error("unknown door");
    const { passback, passback_s, capacity } = zone;
    return { zone: zone.code, zone_bit: zone.bit, direction, passback, passback_s, capacity };
  }

  /** @param {Person} person @param {string} zone @returns {import("../../rules/decide.mjs").BadgeRecord} */
  badgeRecord(person, zone) {
    const category = this.requirePlan().categories.find((one) => one.code === person.category);
    const hours = (category?.hours ?? []).filter((one) => one.zones.includes(zone));
    const { serial, standing, fits, active, one_day, zones, valid_from, valid_until, state } = person;
    const uses = usesOf(person.grants.length ? this.queuedItems() : []);
    const grants = person.grants.map((grant) => ({ ...grant, used: grant.used + (uses.get(grant.id) ?? 0) }));
    const rights = { zones, valid_from, valid_until, grants, hours };
    return { serial, standing, fits, active, one_day, application_state: state, ...rights };
  }

  /**
   * Return the holder's entries after a movement; the present ones if the scan is no movement.
   * @param {string} badge
   * @param {{verdict: string, direction: string, key: string, at: string, door: string}} scan
   * @returns {EntriesByZone}
   */
  entriesAfter(badge, { verdict, direction, key, at, door }) {
    const inside = this.presence.entriesOf(badge);
    const leaves = verdict === "exit_recorded";
    if (!leaves && !ENTERED.has(verdict)) return inside;
    const zone = this.doorRule(door, "entry").zone;
    const knowing = verdict !== "admitted";
    const movement = {
      key,
      zone,
      at,
      door,
      knowing,
      direction: /** @type {"entry" | "exit"} */ (leaves ? "exit" : direction),
    };
    const after = applyMovement({ inside, conflicts: {} }, movement, this.currentZones()).inside;
    return Object.fromEntries(
      Object.entries(after).map(([code, entry]) => [code, { at: entry.at, door: entry.door, key: entry.key }]),
    );
  }
}
