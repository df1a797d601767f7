/**
 * Texts, numbers and times in the language chosen on the device. The service worker stores the texts of each language.
 */
import { fillPlain, fillText, pluralForm } from "../../../../conference/static/js/texts.mjs";
import { eventTimes, formatDay } from "../../../../conference/static/js/times.mjs";
import { doorsAddress } from "./urls.mjs";

/**
 * @typedef {{months: string[], first: string}} DayPatterns
 * @typedef {{
 *   code: string, tag: string, direction: "ltr" | "rtl", own_name: string, days: DayPatterns,
 *   texts: Record<string, string | Record<string, string>>,
 * }} Language
 */

export class Words {
  constructor() {
    /** @type {Language} */
    this.language = { code: "en", tag: "en", direction: "ltr", own_name: "English", days: NO_DAYS, texts: {} };
    this.numbers = numbersOf("en");
    this.choosing = "";
    this.times = eventTimes("UTC");
    /** @type {Record<string, Record<string, string>>} names of the event's days by date */
    this.days = {};
  }

  /** Show times and days of the event. @param {{time_zone: string, days?: Record<string, Record<string, string>>}} plan */
  setPlan({ time_zone, days = {} }) {
    this.times = eventTimes(time_zone);
    this.days = days;
  }

  /** Whether the texts of a language are there. */
  get isLoaded() {
    return this.language.texts["door.ready"] !== undefined;
  }

  /**
   * Load a language and show all texts below `root` in it. Throws if it cannot be loaded.
   * @param {string} code
   * @param {ParentNode} root
   */
  async loadLanguage(code, root) {
    this.choosing = code;
    const response = await fetch(doorsAddress(`texts/${encodeURIComponent(code)}.json`), { credentials: "omit" });
    if (!response.ok) throw new Error(`texts ${response.status}`);
    const language = await response.json();
    if (this.choosing !== code) return; // another language was chosen meanwhile
    this.language = language;
    this.numbers = numbersOf(language.tag);
    document.documentElement.lang = this.language.tag;
    document.documentElement.dir = this.language.direction;
    this.showTexts(root);
  }

  /** Show the texts in elements that name one by `data-text` or `data-label`. @param {ParentNode} root */
  showTexts(root) {
    for (const element of root.querySelectorAll("[data-text]"))
      element.textContent = this.text(/** @type {HTMLElement} */ (element).dataset.text ?? "");
    for (const element of root.querySelectorAll("[data-label]")) {
      element.setAttribute("aria-label", this.text(/** @type {HTMLElement} */ (element).dataset.label ?? ""));
    }
  }

  /** @param {string} key @param {Record<string, unknown>} [params] @returns {string} */
  text(key, params = {}) {
    const found = this.language.texts[key];
    return typeof found === "string" ? fillText(found, params) : key;
  }

  /** @param {string} key @param {number} n @param {Record<string, unknown>} [params] @returns {string} */
  plural(key, n, params = {}) {
    const found = this.language.texts[key];
    if (typeof found !== "object") return key;
    const form = pluralForm(found, new Intl.PluralRules(this.language.tag), n);
    return fillText(form, { n: this.numbers.format(n), ...params });
  }

  /**
   * Return a text of the event in this language, else in English.
   * @param {Record<string, string> | undefined} text
   * @returns {string}
   */
  eventText(text) {
    return text ? (text[this.language.code] ?? text.en ?? Object.values(text)[0] ?? "") : "";
  }

  /**
   * Return the time of day at the event, with the day if it is not today. It follows a colon or stands alone.
   * @param {string | number} at
   * @param {number} now
   */
  moment(at, now) {
    const { day, time } = this.dated(at, now);
    return day ? fillPlain(String(this.language.texts["door.say.day_time"] ?? "{day} {time}"), { day, time }) : time;
  }

  /**
   * Return the time of day at the event, and the day if it is not today.
   * @param {string | number} at
   * @param {number} now
   */
  dated(at, now) {
    const [day, time] = [this.times.day(at), this.times.time(at)];
    const name = this.eventText(this.days[day]) || formatDay(this.language.days, day);
    return { day: day === this.times.day(now) ? null : name, time };
  }

  /** Join names. @param {string[]} names */
  list(names) {
    return names.join(this.text("door.say.separator"));
  }
}

const NO_DAYS = { months: Array(12).fill("{day}"), first: "1" };

/** @param {string} tag */
function numbersOf(tag) {
  return new Intl.NumberFormat(`${tag}-u-nu-latn`);
}
