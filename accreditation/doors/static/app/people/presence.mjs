/** Presences as this device knows them: the server's, and the scans of this device since. */
import { bundleOf } from "./roster.mjs";

const INSIDE = "inside/";

/** @typedef {{at: string, door: string, key: string}} Entry the entry by which a holder is in a zone */
/** @typedef {Record<string, Entry>} EntriesByZone by zone */
/**
 * @typedef {{badge: string, from: EntriesByZone, to: EntriesByZone}} PresenceChange change of one holder's presences by a scan, an override or an undo
 */

/** @param {PresenceChange} change @returns {PresenceChange} the opposite change */
export function reverseChange({ badge, from, to }) {
  return { badge, from: to, to: from };
}

export class Presence {
  /** @param {Pick<import("../device/vault.mjs").Vault, "list" | "get" | "save">} vault */
  constructor(vault) {
    this.vault = vault;
    /** @type {Map<string, EntriesByZone>} by badge */
    this.entriesByBadge = new Map();
    /** @type {Map<string, number>} number of holders by zone */
    this.counts = new Map();
    this.cursor = "";
    /** @type {Set<string>} bundles with unsaved changes */
    this.changed = new Set();
  }

  async load() {
    this.cursor = (await this.vault.get("presence"))?.cursor ?? "";
    for (const bundle of (await this.vault.list(INSIDE)).values()) {
      for (const [badge, inside] of Object.entries(bundle)) this.set(badge, inside);
    }
    this.changed.clear();
  }

  /** @param {string} badge @returns {EntriesByZone} */
  entriesOf(badge) {
    return this.entriesByBadge.get(badge) ?? {};
  }

  /** @param {string} zone */
  countInside(zone) {
    return this.counts.get(zone) ?? 0;
  }

  /** @param {string} badge @param {EntriesByZone} inside */
  set(badge, inside) {
    for (const zone of Object.keys(this.entriesOf(badge))) this.counts.set(zone, this.countInside(zone) - 1);
    for (const zone of Object.keys(inside)) this.counts.set(zone, this.countInside(zone) + 1);
    if (Object.keys(inside).length) this.entriesByBadge.set(badge, inside);
    else this.entriesByBadge.delete(badge);
    this.changed.add(bundleOf(badge));
  }

  /** Apply a change, except in zones that have changed since. @param {PresenceChange} change */
  applyChange({ badge, from, to }) {
    const inside = { ...this.entriesOf(badge) };
    for (const zone of Object.keys({ ...from, ...to })) {
      if (from[zone]?.key === to[zone]?.key || inside[zone]?.key !== from[zone]?.key) continue;
      if (to[zone]) inside[zone] = to[zone];
      else delete inside[zone];
    }
    this.set(badge, inside);
  }

  /** Replace all presences by the server's. @param {Record<string, EntriesByZone>} all */
  replaceAll(all) {
    for (const badge of [...this.entriesByBadge.keys()]) if (!Object.hasOwn(all, badge)) this.set(badge, {});
    for (const [badge, inside] of Object.entries(all)) this.set(badge, inside);
  }

  /** Save changed bundles with the cursor, so that the server sends again what was not saved. */
  async save() {
    const bundles = new Map(
      [...this.changed].map((bundle) => [bundle, /** @type {Record<string, EntriesByZone>} */ ({})]),
    );
    this.changed.clear();
    for (const [badge, inside] of bundles.size ? this.entriesByBadge : []) {
      const bundle = bundles.get(bundleOf(badge));
      if (bundle) bundle[badge] = inside;
    }
    const values = [...bundles].map(([name, bundle]) => /** @type {[string, unknown]} */ ([INSIDE + name, bundle]));
    try {
      await this.vault.save([...values, ["presence", { cursor: this.cursor }]]);
    } catch (error) {
      for (const name of bundles.keys()) this.changed.add(name);
      throw error;
    }
  }
}
