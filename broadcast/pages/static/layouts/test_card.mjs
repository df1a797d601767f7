/**
 * The test card: edges and margins of the glass, the direction of its top, every language in its own script at the size
 * that is read at ten metres, weights, digits, the colours and marks of the phases, and what the device says of itself.
 */

import { el, icon, settle } from "../../../../conference/static/js/dom.mjs";
import { offerLayout } from "./layout_registry.mjs";

const MARGINS = [0, 2.5, 5, 10];
const WEIGHTS = [400, 500, 600, 700];
const DIGITS = "0123456789";
const LOOK_EVERY_MS = 1000;
/** How often fonts that are missing are looked for again. */
const FIND_AGAIN_MS = 5000;

/**
 * @typedef {{tag: string, direction: string, own_name: string, text: string, families: string[]}} Sample
 * @typedef {{phase: string, labels: Record<string, string>}} PhaseSample
 * @typedef {Iterable<Pick<FontFace, "family" | "status" | "unicodeRange">> & {load: (font: string, text: string) =>
 *   Promise<unknown>}} PageFonts
 * @typedef {import("../words.mjs").Words} Words
 */

/**
 * The languages whose samples have a character that no loaded font of the page draws.
 * @param {Sample[]} samples @param {PageFonts} fonts of the document
 * @returns {Promise<string[]>} their own names
 */
export async function missingFonts(samples, fonts) {
  const missing = [];
  for (const { own_name, text, families } of samples) {
    const characters = [...new Set(text.replace(/\s/g, ""))];
    const drawn = await Promise.all(characters.map((one) => isDrawn(one, families, fonts)));
    if (!drawn.every(Boolean)) missing.push(own_name);
  }
  return missing;
}

/**
 * Whether one of the families has a loaded font with this character. A font that the server was still cutting has
 * failed, and stays beside the one that `font_slices.mjs` adds in its place: one loaded font is enough.
 * @param {string} character @param {string[]} families @param {PageFonts} fonts
 */
async function isDrawn(character, families, fonts) {
  await Promise.all(families.map((family) => fonts.load(`16px "${family}"`, character).catch(() => [])));
  const code = /** @type {number} */ (character.codePointAt(0));
  return [...fonts].some(
    ({ family, status, unicodeRange }) =>
      status === "loaded" && families.includes(family.replaceAll('"', "")) && hasCode(unicodeRange, code),
  );
}

/** Whether a code point is in a range as CSS writes it, such as `U+4E00-4E7F, U+3002`. @param {string} range @param {number} code */
function hasCode(range, code) {
  return range.split(",").some((part) => {
    const [first, last = first] = part.trim().slice(2).split("-");
    return Number.parseInt(first, 16) <= code && code <= Number.parseInt(last, 16);
  });
}

/**
 * How far the device's clock is from the server's, in seconds with a sign and a tenth; null while that is not known.
 * @param {number} device ms @param {number | null} server ms
 */
export function offsetText(device, server) {
  if (server === null) return null;
  const tenths = Math.round((device - server) / 100);
  return `${tenths < 0 ? "−" : "+"}${(Math.abs(tenths) / 10).toFixed(1)} s`;
}

class TestCard {
  /** Announcements that are not urgent would cover the frames. */
  showsNotes = true;

  /** @param {import("../screen.mjs").Screen} screen @param {import("../screen_place.mjs").Place} place */
  constructor(screen, place) {
    this.screen = screen;
    /** @type {Sample[]} */
    this.samples = place.tile.samples;
    /** @type {PhaseSample[]} */
    this.phases = place.tile.phases;
    this.languages = el("ul", { class: "card-languages" });
    this.side = el("section", { class: "card-side" });
    this.facts = el("dl", { class: "card-facts" });
    place.root.classList.add("content-card");
    place.root.append(this.languages, this.side);
    place.root.closest(".screen-turn")?.append(...edgeViews());
    /** Own names of languages without their font; null until they were looked for. @type {string[] | null} */
    this.missing = null;
    this.findFonts();
    setInterval(() => this.paintFacts(), LOOK_EVERY_MS);
    setInterval(() => this.missing?.length && this.findFonts(), FIND_AGAIN_MS);
  }

  async findFonts() {
    this.missing = await missingFonts(this.samples, /** @type {any} */ (document.fonts));
    this.paintFacts();
  }

  /** @param {import("../screen.mjs").View} view */
  paint({ words }) {
    this.words = words;
    settle(this.languages, this.samples.map(sampleView));
    settle(this.side, [
      el(
        "p",
        { class: "card-arrows", "aria-hidden": "true" },
        "←",
        el("span", {}, "↑ ", words.text("screen.test.top")),
        "→",
      ),
      el("p", { class: "card-digits" }, DIGITS),
      el(
        "p",
        { class: "card-weights" },
        ...WEIGHTS.map((weight) => el("span", { class: `weight-${weight}` }, String(weight))),
      ),
      el("ul", { class: "card-phases" }, ...this.phases.map((one) => phaseSampleView(words, one))),
    ]);
    this.side.append(this.facts);
    this.paintFacts();
  }

  paintFacts() {
    if (!this.words) return;
    const { words, missing } = this;
    const offset = offsetText(Date.now(), this.screen.now());
    const size = `${Math.round(innerWidth * devicePixelRatio)} × ${Math.round(innerHeight * devicePixelRatio)}`;
    const isMissing = missing !== null && missing.length > 0;
    const fonts = isMissing
      ? words.text("screen.test.fonts_missing", { fonts: new Intl.ListFormat(words.language.tag).format(missing) })
      : words.text(missing === null ? "screen.test.unknown" : "screen.test.fonts_loaded");
    const facts = /** @type {[string, string | Node, boolean][]} */ ([
      ["screen.test.size", size, false],
      ["screen.test.ratio", words.numbers.format(devicePixelRatio), false],
      ["screen.test.offset", offset ?? words.text("screen.test.unknown"), false],
      ["screen.test.fonts", fonts, isMissing],
    ]);
    const rows = facts.map(([key, value, isWrong]) =>
      el(
        "div",
        { class: isWrong ? "card-wrong" : null },
        el("dt", {}, words.text(key)),
        el("dd", {}, el("bdi", {}, value)),
      ),
    );
    settle(this.facts, rows);
  }
}

/** @param {Sample} sample */
function sampleView({ tag, direction, own_name, text }) {
  return el("li", { lang: tag, dir: direction }, el("strong", {}, own_name), el("span", {}, text));
}

/** @param {Words} words @param {PhaseSample} sample */
function phaseSampleView(words, { phase, labels }) {
  return el("li", { class: `phase phase-${phase}` }, icon(words.sprite, phase), labels[words.language.code]);
}

/** Frames at the edge and at the margins, with their per cent. */
function edgeViews() {
  return MARGINS.map((margin) =>
    el(
      "div",
      { class: `card-edge card-edge-${String(margin).replace(".", "-")}`, "aria-hidden": "true" },
      margin ? el("span", { dir: "ltr" }, `${margin} %`) : null,
    ),
  );
}

offerLayout("test-card", TestCard);
