/**
 * A keyboard-wedge scanner: a reader that types. Tells its bursts from a person's typing, whatever field has the
 * focus, whatever ends the burst (Enter, Tab or nothing), and whatever keyboard layout the computer believes in.
 *
 * Two texts are kept for each burst: what the layout made of the keys (`key`), and what the same keys write on the
 * US layout that scanners assume (`code`); a third where the scanner was calibrated (`layout.mjs`). The one that is a
 * token wins. Pure but for the timer it is given.
 */
import { readWithLayout } from "./layout.mjs";

/** A scanner types a key every 1 to 30 ms; a person's fastest is some 60. Counts where a person could be typing. */
export const GAP_MS = 50;
/** Where no field has the focus nobody types: slow wireless scanners have their time. */
export const FREE_GAP_MS = 250;
/** So long after its last key a burst without a suffix has ended; a slow scanner's has two and a half of its gaps. */
export const QUIET_MS = 120;
/** What begins as a token goes on as one: so long a stumble of a busy computer does not cut it in two. */
export const TOKEN_GAP_MS = 700;
/** Keys of the shortest token; what begins as one and has fewer is not finished. */
const TOKEN_KEYS = 150;
/** Fewer keys than this are never a burst: they could be a hand on the keyboard. */
export const SHORTEST = 8;
/** No scanner reads more; the rest of a jam is dropped. */
export const LONGEST = 4096;

const SHIFTED = new Map([...")!@#$%^&*("].map((sign, digit) => [`Digit${digit}`, sign]));
/** @type {Record<string, [string, string]>} */
const SIGNS = {
  Space: [" ", " "],
  Minus: ["-", "_"],
  Equal: ["=", "+"],
  Comma: [",", "<"],
  Period: [".", ">"],
  Slash: ["/", "?"],
  Semicolon: [";", ":"],
  Quote: ["'", '"'],
  BracketLeft: ["[", "{"],
  BracketRight: ["]", "}"],
  Backslash: ["\\", "|"],
  Backquote: ["`", "~"],
  NumpadDecimal: [".", "."],
  NumpadDivide: ["/", "/"],
  NumpadMultiply: ["*", "*"],
  NumpadSubtract: ["-", "-"],
  NumpadAdd: ["+", "+"],
};
const ENDS = new Set(["Enter", "NumpadEnter", "Tab"]);
const TOKEN_START = /^\s*(R|R1|R1:.*)$/is;
const TOKEN = /^\s*R1:[0-9A-Z $%*+\-./:]+$/i;

/**
 * What a key writes on a US keyboard; empty for a key that writes nothing.
 * @param {string} code `KeyboardEvent.code`
 * @param {boolean} shift
 */
export function usLetter(code, shift) {
  if (code.startsWith("Key")) return shift ? code.slice(3) : code.slice(3).toLowerCase();
  if (code.startsWith("Digit")) return shift ? (SHIFTED.get(code) ?? "") : code.slice(5);
  if (/^Numpad[0-9]$/.test(code)) return code.slice(6);
  return Object.hasOwn(SIGNS, code) ? SIGNS[code][shift ? 1 : 0] : "";
}

/**
 * Which of a burst's texts was meant.
 * @param {string} keyed
 * @param {string} coded
 * @param {string} [learnt] what the calibrated layout makes of the keys
 */
export function chooseText(keyed, coded, learnt = "") {
  if (TOKEN.test(learnt)) return learnt;
  return !TOKEN.test(keyed) && TOKEN.test(coded) ? coded : keyed || coded;
}

/** @typedef {{key: string, code: string, shiftKey: boolean, ctrlKey: boolean, altKey: boolean, metaKey: boolean, timeStamp: number}} Key */

export class Wedge {
  /**
   * @param {(text: string, strokes: import("./layout.mjs").Stroke[]) => void} onCode called with each burst
   * @param {{setTimeout: (run: () => void, ms: number) => any, clearTimeout: (timer: any) => void}} [timers]
   */
  constructor(onCode, timers = globalThis) {
    this.onCode = onCode;
    this.timers = timers;
    /** @type {import("./layout.mjs").Layout | null} what was learnt from the calibration code */
    this.layout = null;
    /** @type {import("./layout.mjs").Stroke[]} */
    this.strokes = [];
    /** @type {any} */
    this.timer = null;
    this.keyed = "";
    this.coded = "";
    this.count = 0;
    this.slowest = 0;
    this.last = -Infinity;
  }

  reset() {
    this.strokes = [];
    this.keyed = "";
    this.coded = "";
    this.count = 0;
    this.slowest = 0;
    this.last = -Infinity;
    if (this.timer !== null) this.timers.clearTimeout(this.timer);
    this.timer = null;
  }

  /** Whether what is being typed now is a scanner's. */
  get inBurst() {
    return this.count >= SHORTEST;
  }

  /** Whether what has been typed begins as a token and is too short to be one. */
  get inToken() {
    return this.count < TOKEN_KEYS && (TOKEN_START.test(this.keyed) || TOKEN_START.test(this.coded));
  }

  /** How long the next key may take. @param {boolean} free */
  maxGapMs(free) {
    if (this.inToken) return TOKEN_GAP_MS;
    return free ? FREE_GAP_MS : GAP_MS;
  }

  /**
   * Take one key. True when it belongs to a scanner's burst and must do nothing else on the page.
   * @param {Key} event
   * @param {boolean} [free] whether no field has the focus
   */
  takeKey(event, free = false) {
    if (event.metaKey || (event.ctrlKey && !event.altKey)) return false;
    const gap = event.timeStamp - this.last;
    if (gap > this.maxGapMs(free)) this.reset();
    else this.slowest = Math.max(this.slowest, gap);
    if (ENDS.has(event.code) || ENDS.has(event.key)) return this.endBurst();
    const us = usLetter(event.code, event.shiftKey);
    const own = [...event.key].length === 1 ? event.key : "";
    if (!us && !own) return false;
    this.last = event.timeStamp;
    this.count += 1;
    if (this.count <= LONGEST) {
      this.strokes.push({ code: event.code, key: event.key, shift: event.shiftKey, alt: event.altKey });
      this.keyed += own;
      this.coded += us;
    }
    if (this.timer !== null) this.timers.clearTimeout(this.timer);
    const quiet = this.inToken ? TOKEN_GAP_MS : Math.max(QUIET_MS, 2.5 * Math.min(this.slowest, FREE_GAP_MS));
    this.timer = this.timers.setTimeout(() => this.endBurst(), quiet);
    return this.inBurst;
  }

  /** The burst is over: give it away if it was one. */
  endBurst() {
    const { strokes, layout } = this;
    const text = this.inBurst ? chooseText(this.keyed, this.coded, layout ? readWithLayout(layout, strokes) : "") : "";
    this.reset();
    if (!text) return false;
    this.onCode(text, strokes);
    return true;
  }
}

/** The same code from two readers, or from one that keeps seeing it, is one scan (CASES A18). */
export class RepeatFilter {
  /** @param {number} window_ms */
  constructor(window_ms = 1500) {
    this.window_ms = window_ms;
    this.text = "";
    this.seen = -Infinity;
  }

  forget() {
    this.text = "";
    this.seen = -Infinity;
  }

  /**
   * Whether this reading is still the last one. Each look at it starts the window again.
   * @param {string} text
   * @param {number} at milliseconds
   */
  isRepeat(text, at) {
    const repeat = text === this.text && at - this.seen < this.window_ms;
    this.text = text;
    this.seen = at;
    return repeat;
  }
}
