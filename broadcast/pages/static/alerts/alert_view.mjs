/**
 * Alerts: alone on a screen, and as a banner of a page. They end at their expiry, also without a connection.
 *
 * All texts come with the alert, in all languages: a page needs no text of its own to show one.
 */

import { el } from "../../../../conference/static/js/dom.mjs";
import { fitScale, isWhole } from "../layouts/fit_scale.mjs";
import { textMark } from "../proof/painted_text.mjs";

const SIDE_BY_SIDE = 2;
/** Sizes of the texts on a screen; the first at which nothing is cut is taken. */
const SCALES = [1.4, 1.3, 1.2, 1.1, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3];
const LEAST_TURN_MS = 6000;
/** The longest wait for a language, however many there are. */
const LONGEST_ROUND_MS = 30_000;
const READING_MS_PER_CHARACTER = 45;

/**
 * @typedef {{language: string, tag: string, direction: string, label: string, note: string, headline: string,
 *   description: string, instruction: string, places: string[]}} AlertText
 * @typedef {{id: string, status: string, kind: string, rooms: string[] | null, screens: string[] | null, sent_at: string,
 *   expires_at: string, texts: AlertText[]}} Alert
 * @typedef {{rooms: string[], names: string[]}} ScreenPlace
 */

/**
 * The alerts to show now, newest first. While one is actual, no exercise and no test is shown; an all-clear waits for
 * the alerts.
 * @param {Alert[]} alerts
 * @param {number | null} now server time in ms; null when it is not known: then the device's clock counts
 * @param {ScreenPlace | null} place null for those of all places
 */
export function currentAlerts(alerts, now, place = null) {
  const at = now ?? Date.now();
  const current = alerts
    .filter(({ expires_at }) => Date.parse(expires_at) > at)
    .filter((one) => place === null || isShownAt(one, place))
    .sort((one, other) => rank(one) - rank(other) || Date.parse(other.sent_at) - Date.parse(one.sent_at));
  return current.filter((one) => rank(one) === rank(current[0]));
}

/** @param {Alert} alert */
function rank({ status, kind }) {
  return (status === "actual" ? 0 : 2) + (kind === "all_clear" ? 1 : 0);
}

/** @param {Alert} alert @param {ScreenPlace} place */
function isShownAt({ rooms, screens }, place) {
  if (rooms === null && screens === null) return true;
  const isNamed = (/** @type {string[] | null} */ codes, /** @type {string[]} */ own) =>
    Boolean(codes?.some((code) => own.includes(code)));
  return isNamed(rooms, place.rooms) || isNamed(screens, place.names);
}

/** The class of an alert's look: an exercise or a test never has that of an actual one. @param {Alert} alert */
export function alertClass({ status, kind }) {
  return `alert-${status === "actual" ? kind.replace("_", "-") : status}`;
}

/** @param {AlertText} text @param {Record<string, string>} [mark] attributes of the headline */
export function alertTextView(text, mark = {}) {
  const { tag, direction, label, note, headline, description, instruction, places } = text;
  return el(
    "div",
    { class: "alert-text", lang: tag, dir: direction },
    el("p", { class: "alert-label" }, label),
    note ? el("p", { class: "alert-note" }, note) : null,
    el("p", { class: "alert-headline", ...mark }, headline),
    instruction ? el("p", { class: "alert-instruction" }, instruction) : null,
    description ? el("p", { class: "alert-description" }, description) : null,
    places.length
      ? el("ul", { class: "alert-places" }, ...places.map((name) => el("li", {}, el("bdi", {}, name))))
      : null,
  );
}

/**
 * The texts that are shown together, a pair at a time.
 * @param {Alert[]} alerts
 */
export function alertTurns(alerts) {
  return alerts.flatMap((alert) => {
    const turns = [];
    for (let first = 0; first < alert.texts.length; first += SIDE_BY_SIDE) {
      turns.push({ alert, texts: alert.texts.slice(first, first + SIDE_BY_SIDE) });
    }
    return turns;
  });
}

/**
 * How long each turn stays: time to read its longest text, and no round longer than thirty seconds.
 * @param {{texts: AlertText[]}[]} turns
 */
export function turnMs(turns) {
  const lengths = turns.flatMap(({ texts }) => texts.map((one) => one.headline.length + one.instruction.length));
  const toRead = Math.max(LEAST_TURN_MS, READING_MS_PER_CHARACTER * Math.max(0, ...lengths));
  return Math.max(LEAST_TURN_MS, Math.min(toRead, LONGEST_ROUND_MS / Math.max(1, turns.length)));
}

/** What covers a screen while there is an alert. */
export class AlertCover {
  /** @param {HTMLElement} body @param {() => number} [monotonic] */
  constructor(body, monotonic = () => performance.now()) {
    this.body = body;
    this.monotonic = monotonic;
    this.cover = el("section", { class: "alert-cover", role: "alert", hidden: true });
    this.shown = "";
    this.since = 0;
  }

  /**
   * @param {Alert[]} alerts @param {number | null} now @param {ScreenPlace} place
   * @param {import("../words.mjs").Words[]} [faces] the languages of which the screen reports what it has painted
   */
  paint(alerts, now, place, faces = []) {
    const turns = alertTurns(currentAlerts(alerts, now, place));
    const ids = turns.map(({ alert }) => alert.id).join();
    if (ids !== this.shown) this.since = this.monotonic();
    this.shown = ids;
    this.cover.hidden = turns.length === 0;
    if (turns.length === 0) {
      this.cover.replaceChildren();
      delete this.body.dataset.alert;
      return;
    }
    if (!this.cover.isConnected) (this.body.querySelector(".screen-turn") ?? this.body).append(this.cover);
    const turn = turns[Math.floor((this.monotonic() - this.since) / turnMs(turns)) % turns.length];
    this.body.dataset.alert = turn.alert.status;
    this.cover.className = `alert-cover ${alertClass(turn.alert)}`;
    this.cover.dataset.alertId = turn.alert.id;
    const views = turn.texts.map((text) => {
      const words = faces.find(({ language }) => language.code === text.language);
      return alertTextView(text, words ? textMark(words, `alert/${turn.alert.id}`, "headline") : {});
    });
    const isSame =
      views.length === this.cover.children.length && views.every((view, n) => view.isEqualNode(this.cover.children[n]));
    if (!isSame) this.cover.replaceChildren(...views);
    const fits = () => [...this.cover.children].every(isWhole);
    if (!isSame || !fits()) fitScale(this.cover, SCALES, fits);
  }
}

/** The banners of a page, in its own language. @param {Alert[]} alerts @param {number | null} now */
export function alertBanners(alerts, now) {
  return currentAlerts(alerts, now).map((alert) =>
    el("div", { class: `alert-banner ${alertClass(alert)}`, "data-alert-id": alert.id }, alertTextView(alert.texts[0])),
  );
}
