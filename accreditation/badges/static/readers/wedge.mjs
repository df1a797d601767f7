/**
 * Keyboard-wedge scanners, which type what they read. Their bursts are distinguished from a person's typing, for any
 * focused field, any suffix (Enter, Tab or none) and any keyboard layout of the computer.
 *
 * A burst has two texts: the characters by the computer's layout (`key`) and those by the US layout that scanners assume
 * (`code`); a third if the scanner was calibrated (`layout.mjs`). The text that is a token counts. Pure except for the
 * timer that is passed in.
 */
import { readWithLayout } from "./layout.mjs";

/** Maximum gap where a person could be typing: a scanner types a key every 1 to 30 ms, a person at most every 60. */
export const GAP_MS = 50;
/** Maximum gap where no field has the focus: slow wireless scanners are accepted. */
export const FREE_GAP_MS = 250;
/** Pause that ends a burst without a suffix; for a slow scanner 2.5 times its longest gap. */
export const QUIET_MS = 120;
/** Maximum gap within a token, so that a delay of a busy computer does not split it. */
export const TOKEN_GAP_MS = 700;
/** Number of keys of the shortest token; a text that begins as a token and is shorter is incomplete. */
const TOKEN_KEYS = 150;
/** Minimum number of keys of a burst: fewer could come from a hand on the keyboard. */
export const SHORTEST = 8;
/** Maximum number of keys that are read; further ones are dropped. */
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
/** A scanner may put the mark of the symbology in front, such as `]Q1`. */
const TOKEN_START = /^\s*(\]?|\][A-Z]|(\][A-Z][0-9A-Z])?(R|R1|R1:.*)?)$/is;
const TOKEN = /^\s*(\][A-Z][0-9A-Z])?R1:[0-9A-Z $%*+\-./:]+$/i;

/**
 * Return the character of a key on a US keyboard; empty for a key without one.
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
 * Choose among a burst's texts: a token if one of them is, else the characters by the computer's layout.
 * @param {string} keyed
 * @param {string} coded
 * @param {string} [learnt] the text by the calibrated layout
 */
export function chooseText(keyed, coded, learnt = "") {
  if (TOKEN.test(learnt)) return learnt;
  return !TOKEN.test(keyed) && TOKEN.test(coded) ? coded : keyed || coded;
}

/**
 * @typedef {{key: string, code: string, shiftKey: boolean, ctrlKey: boolean, altKey: boolean, metaKey: boolean, timeStamp: number}} Key
 */

export class Wedge {
  /**
   * @param {(text: string, strokes: import("./layout.mjs").Stroke[]) => void} onCode called for each burst
   * @param {{setTimeout: (run: () => void, ms: number) => any, clearTimeout: (timer: any) => void}} [timers]
   */
  constructor(onCode, timers = globalThis) {
    this.onCode = onCode;
    this.timers = timers;
    /** @type {import("./layout.mjs").Layout | null} the layout from the calibration code */
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

  /** Whether the keys typed now belong to a scanner's burst. */
  get inBurst() {
    return this.count >= SHORTEST;
  }

  /** Whether the keys typed now begin as a token and are still too few. */
  get inToken() {
    return this.count < TOKEN_KEYS && (TOKEN_START.test(this.keyed) || TOKEN_START.test(this.coded));
  }

  /** Return the longest gap before the next key. @param {boolean} free */
  maxGapMs(free) {
    if (this.inToken) return TOKEN_GAP_MS;
    return free ? FREE_GAP_MS : GAP_MS;
  }

  /**
   * Process one key. Returns true if it belongs to a scanner's burst and must have no other effect on the page.
   * @param {Key} event
   * @param {boolean} [free] whether no field has the focus
   */
  takeKey(event, free = false) {
    const gap = event.timeStamp - this.last;
    // Scanners type GS or EOT as Ctrl+] or Ctrl+D, which must not act on the browser.
    if (event.metaKey || (event.ctrlKey && !event.altKey)) return this.inBurst && gap <= this.maxGapMs(free);
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

  /** End the keys typed now, and report them if they are a burst. */
  endBurst() {
    const { strokes, layout } = this;
    const text = this.inBurst ? chooseText(this.keyed, this.coded, layout ? readWithLayout(layout, strokes) : "") : "";
    this.reset();
    if (!text) return false;
    this.onCode(text, strokes);
    return true;
  }
}

/** Recognizes the same code from two readers, or from a camera that still sees it, as one scan (CASES A18). */
export class RepeatFilter {
  /** @param {number} window_ms */
  constructor(window_ms = 1500) {
    this.window_ms = window_ms;
    /** @type {Map<string, number>} when each code was read last */
    this.seen = new Map();
  }

  forget() {
    this.seen.clear();
  }

  /**
   * Tell whether a reading repeats an earlier one within the window, and start its window again.
   * @param {string} text
   * @param {number} at milliseconds
   */
  isRepeat(text, at) {
    for (const [known, seen] of this.seen) if (at - seen >= this.window_ms) this.seen.delete(known);
    const isRepeat = this.seen.has(text);
    this.seen.set(text, at);
    return isRepeat;
  }
}
