/**
 * Alerts on top of the door app: shown until they expire, also without the server and after a restart. They have no
 * personal data, so they are stored in plain.
 */
import { el, part } from "../../../../../conference/static/js/dom.mjs";
import { siteStorage } from "../../../../../conference/static/js/site.mjs";

const STORED_AS = "rostrum.door.alerts";
const LOOKS = new Set(["alert", "all-clear", "exercise", "test"]);

/** @typedef {{label: string, note: string, headline: string, instruction: string}} AlertText */
/** @typedef {{id: string, look: string, texts: Record<string, AlertText>, expires_at: string}} DoorAlert */

/** @param {Pick<Storage, "getItem"> | null} storage @returns {DoorAlert[]} */
function readStored(storage) {
  try {
    const stored = JSON.parse(storage?.getItem(STORED_AS) ?? "[]");
    return Array.isArray(stored) ? stored : [];
  } catch {
    return [];
  }
}

export class DoorAlerts {
  /**
   * @param {{words: import("../words.mjs").Words, clock: {now: () => number}}} screen
   * @param {Pick<Storage, "getItem" | "setItem"> | null} [storage]
   */
  constructor(screen, storage = siteStorage("localStorage")) {
    this.screen = screen;
    this.storage = storage;
    this.alerts = readStored(storage);
    /** Ids of those that are on the screen. @type {string[]} */
    this.shown = [];
    this.rendered = "";
  }

  /** Take the alerts of the server in place of the earlier ones. @param {DoorAlert[]} alerts */
  apply(alerts) {
    this.alerts = alerts;
    try {
      const hasStored = Boolean(this.storage?.getItem(STORED_AS));
      if (hasStored || alerts.length > 0) this.storage?.setItem(STORED_AS, JSON.stringify(alerts));
    } catch {
      // A full disk: they are shown until the app is closed.
    }
    this.render();
  }

  /** The alerts that have not expired. */
  active() {
    const now = this.screen.clock.now();
    return this.alerts.filter(({ expires_at }) => now < Date.parse(expires_at));
  }

  render() {
    const { language } = this.screen.words;
    const active = this.active();
    this.shown = active.map(({ id }) => id);
    const wanted = `${language.code} ${this.shown.join(" ")}`;
    if (wanted === this.rendered) return;
    this.rendered = wanted;
    part("alerts").replaceChildren(...active.map((alert) => alertView(alert, language.code)));
    part("alerts").hidden = active.length === 0;
  }
}

/** @param {DoorAlert} alert @param {string} code */
function alertView({ look, texts }, code) {
  const { label, note, headline, instruction } = texts[code] ?? Object.values(texts)[0];
  const name = LOOKS.has(look) ? look : "alert";
  return el(
    "li",
    { class: `door-alert door-alert-${name}` },
    el("strong", { class: "door-alert-label" }, label),
    note ? el("span", { class: "door-alert-note" }, note) : null,
    el("span", { class: "door-alert-headline" }, headline),
    instruction ? el("span", {}, instruction) : null,
  );
}
