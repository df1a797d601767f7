/**
 * The words of one language on a page: its catalogue's texts, its dates, its direction.
 *
 * @typedef {{code: string, tag: string, direction: string, own_name: string}} LanguageFace
 * @typedef {{
 *   language: LanguageFace, languages: LanguageFace[], texts: Record<string, string | Record<string, string>>,
 *   days: Record<string, {long: string, short: string}>, timezone: string, sprite: string, at: string,
 * }} PageData
 */

import { el } from "../../../conference/static/js/dom.mjs";
import { fillText, pluralForm, splitPattern } from "../../../conference/static/js/texts.mjs";
import { eventTimes } from "../../../conference/static/js/times.mjs";

/** @typedef {string | number | Node} Value */

export class Words {
  /** @param {PageData} data */
  constructor(data) {
    this.language = data.language;
    this.faces = new Map(data.languages.map((face) => [face.code, face]));
    this.texts = data.texts;
    this.days = data.days;
    this.sprite = data.sprite;
    /** Whether views mark the texts that the screen reports (`painted_text.mjs`). */
    this.marksTexts = false;
    this.times = eventTimes(data.timezone);
    this.otherDay = new Intl.DateTimeFormat(`${data.language.tag}-u-nu-latn`, { dateStyle: "long", timeZone: "UTC" });
    this.plurals = new Intl.PluralRules(data.language.tag);
    this.numbers = new Intl.NumberFormat(`${data.language.tag}-u-nu-latn`);
  }

  /** @param {string} key */
  pattern(key) {
    const pattern = this.texts[key];
    if (typeof pattern !== "string") throw new Error(`no text ${key}`);
    return pattern;
  }

  /**
   * The text of a key as nodes, each parameter isolated in its own `<bdi>`.
   * @param {string} key
   * @param {Record<string, Value>} [params]
   * @returns {DocumentFragment}
   */
  text(key, params = {}) {
    return fill(this.pattern(key), params);
  }

  /**
   * The form of a key for `n` things.
   * @param {string} key
   * @param {number} n
   */
  plural(key, n) {
    const forms = this.texts[key];
    if (typeof forms !== "object") throw new Error(`no plural ${key}`);
    return fill(pluralForm(forms, this.plurals, n), { n: this.numbers.format(n) });
  }

  /**
   * The text of a key as a string, for attributes.
   * @param {string} key
   * @param {Record<string, string | number>} [params]
   */
  plain(key, params = {}) {
    return fillText(this.pattern(key), params);
  }

  /**
   * A venue day (`2025-10-25`) as the language writes it.
   * @param {string} day
   * @param {"long" | "short"} [style]
   */
  day(day, style = "long") {
    return this.days[day]?.[style] ?? this.otherDay.format(new Date(`${day}T12:00:00Z`));
  }

  /** The venue day of a moment, without the year. @param {string | number} at */
  dayOf(at) {
    return this.day(this.times.day(at), "short");
  }

  /** Whether a moment is on the venue day of `now`. @param {string | number} at @param {number | null} now */
  isToday(at, now) {
    return now !== null && this.times.day(at) === this.times.day(now);
  }

  /** A moment as `<time>`: its clock time. @param {string | number} at */
  time(at) {
    return el("time", { datetime: new Date(at).toISOString() }, this.times.time(at));
  }

  /**
   * A moment as `<time>`: its clock time if it is on the day of `now`, else with the day.
   * @param {string | number} at
   * @param {number | null} now
   */
  moment(at, now) {
    if (this.isToday(at, now)) return this.time(at);
    const words = this.text("board.moment", { day: this.dayOf(at), time: this.times.time(at) });
    // Isolates inside an isolate leave it without a strong letter to take its direction from: it is said here.
    return el("time", { datetime: new Date(at).toISOString(), dir: this.language.direction }, words);
  }

  /** A span of the clock that no direction turns round. @param {string} start @param {string} end */
  hours(start, end) {
    return el("bdi", { class: "hours", dir: "ltr" }, this.time(start), "–", this.time(end));
  }

  /**
   * Attributes and a mark for a text that is shown in another language than the page's.
   * @param {{language: string, fallback: boolean}} state
   */
  fallback({ language, fallback }) {
    const face = this.faces.get(language);
    if (!fallback || !face) return { attributes: {}, mark: null };
    const attributes = { lang: face.tag, dir: face.direction };
    return { attributes, mark: el("span", { class: "chip fallback", ...attributes }, face.own_name) };
  }
}

/** @param {string} pattern @param {Record<string, Value>} params */
function fill(pattern, params) {
  const fragment = document.createDocumentFragment();
  for (const { text, name } of splitPattern(pattern)) fragment.append(name === null ? text : isolated(params[name]));
  return fragment;
}

/** @param {Value} value */
function isolated(value) {
  return el("bdi", {}, value instanceof Node ? value : String(value));
}
