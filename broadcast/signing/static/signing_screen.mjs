// @ts-check
/**
 * The screen of the signing: the count, who is called and who is next, the latest signature, and beside it by turns the
 * world map and the flags of all signatories.
 */

import { el, settle } from "../../../conference/static/js/dom.mjs";
import { stateOf } from "../../feed/static/board.mjs";
import { splitCount } from "../../pages/static/tally_view.mjs";

const PAGE_MS = 12_000;
const FLAGS_PER_PAGE = 24;
const SVG = "http://www.w3.org/2000/svg";
const SCALES = [1, 0.9, 0.8, 0.7, 0.6, 0.5];

/**
 * @typedef {import("../../pages/static/words.mjs").Words} Words
 * @typedef {import("../../pages/static/tally_view.mjs").Tally & {plenary: number, countries: string[],
 *   regions: {group: string, name: string, signed: number}[]}} Tally
 * @typedef {{country: string, name: string}} Party
 * @typedef {{called: Party | null, upcoming: Party[]}} Calling
 * @typedef {{text: string, source: string, as_of: string}} Ratifications
 */

/**
 * The pages beside the count: the map, then the signatories, some to a page, latest first.
 * @param {string[]} countries in the order of signing
 * @returns {("map" | string[])[]}
 */
export function pagesOf(countries) {
  const latest = [...countries].reverse();
  const count = Math.ceil(latest.length / FLAGS_PER_PAGE);
  const perPage = Math.ceil(latest.length / Math.max(1, count));
  const flags = Array.from({ length: count }, (_, n) => latest.slice(n * perPage, (n + 1) * perPage));
  return ["map", ...flags];
}

/** @param {string} name @param {Record<string, string>} attributes @param {...Node} children */
function draw(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

class SigningScreen {
  /** @param {import("../../pages/static/screen.mjs").Screen} screen @param {import("../../pages/static/screen_place.mjs").Place} place */
  constructor(screen, place) {
    this.place = place;
    const { names, drawings } = place.tile;
    /** @type {Record<string, Record<string, string>>} of each language of the screen */
    this.names = names;
    /** @type {{world: string, flags: string, size: string}} */
    this.drawings = drawings;
    this.side = el("section", { class: "signing-side" });
    this.stage = el("section", { class: "signing-stage" });
    place.root.classList.add("content-signing");
    place.root.append(this.side, this.stage);
    this.map = this.drawMap();
    this.turn = 0;
    setInterval(() => {
      this.turn += 1;
      screen.repaint([]);
    }, PAGE_MS);
  }

  /** @param {import("../../pages/static/screen.mjs").View} view */
  paint({ words, board }) {
    /** @type {Tally | null} */
    const tally = stateOf(board, "tally");
    this.place.showHeading(words.text("screen.signing.title"));
    if (!tally) {
      const waiting = words.text(board.entries.size ? "screen.signing.none" : "screen.waiting");
      settle(this.side, [el("p", { class: "room-empty" }, waiting)]);
      settle(this.stage, []);
      return;
    }
    settle(this.side, [
      ...this.count(words, tally),
      ...this.call(words, stateOf(board, "calling")),
      ...this.latest(words, tally),
      ...this.ratifications(words, stateOf(board, "ratifications")),
    ]);
    this.paintStage(words, tally);
    this.fit();
  }

  /** @param {Words} words @param {Tally} tally */
  paintStage(words, tally) {
    const pages = pagesOf(tally.countries);
    const turn = this.turn % pages.length;
    const page = pages[turn];
    if (page === "map") {
      this.markSigned(tally);
      this.map.setAttribute("aria-label", tally.text);
      this.stage.replaceChildren(
        this.map,
        this.regions(words, tally),
        el("p", { class: "signing-disclaimer" }, words.text("screen.signing.disclaimer")),
      );
    } else {
      const flags = page.map((country) =>
        el("li", {}, this.flag(country), el("bdi", {}, this.names[words.language.code]?.[country] ?? country)),
      );
      this.stage.replaceChildren(el("ol", { class: "signing-flags" }, ...flags));
    }
    this.place.showPages(pages.length, turn);
  }

  /** The count as a figure with its source and time, and how many of them signed in the plenary. @param {Words} words @param {Tally} tally */
  count(words, tally) {
    const count = words.numbers.format(tally.signed);
    const split = splitCount(tally.text, count);
    // In Arabic the words for none, one and two have no figure: the figure stands above them.
    const { before, figure, after } = split.figure === count ? split : { before: "", figure: count, after: tally.text };
    const of =
      tally.of === null ? null : el("span", { class: "tally-of" }, words.text("board.tally.of", { of: tally.of }));
    const plenary = el(
      "span",
      {},
      words.text("board.tally.plenary"),
      " ",
      el("strong", {}, words.numbers.format(tally.plenary)),
    );
    const asOf = words.moment(tally.as_of, null);
    return [
      el("p", { class: "signing-figure" }, before, el("strong", {}, figure), after, of && " ", of),
      el("p", { class: "signing-plenary" }, plenary),
      el("p", { class: "tally-source" }, words.text("board.tally.source", { source: tally.source, time: asOf })),
    ];
  }

  /** @param {Words} words @param {Calling | null} calling */
  call(words, calling) {
    if (!calling || (!calling.called && !calling.upcoming.length)) return [];
    const called =
      calling.called &&
      el(
        "p",
        { class: "signing-called" },
        el("span", {}, words.text("screen.signing.called")),
        this.flag(calling.called.country),
        el("strong", {}, el("bdi", {}, calling.called.name)),
      );
    const next = calling.upcoming.map(({ country, name }) => el("li", {}, this.flag(country), el("bdi", {}, name)));
    return [
      called,
      next.length ? el("h2", {}, words.text("screen.signing.next")) : null,
      next.length ? el("ol", { class: "signing-next" }, ...next) : null,
    ].filter((part) => part !== null);
  }

  /** @param {Words} words @param {Tally} tally */
  latest(words, tally) {
    const [latest] = tally.latest;
    if (!latest) return [];
    return [
      el("h2", {}, words.text("screen.signing.latest")),
      el(
        "p",
        { class: "signing-latest" },
        this.flag(latest.country),
        el("bdi", {}, latest.name),
        " ",
        words.time(latest.at),
      ),
    ];
  }

  /** @param {Words} words @param {Ratifications | null} count */
  ratifications(words, count) {
    if (!count) return [];
    const asOf = words.moment(count.as_of, null);
    return [
      el("p", { class: "signing-ratifications" }, count.text),
      el("p", { class: "tally-source" }, words.text("board.tally.source", { source: count.source, time: asOf })),
    ];
  }

  /** @param {Words} words @param {Tally} tally */
  regions(words, tally) {
    const rows = tally.regions.map(({ name, signed }) =>
      el("div", {}, el("dt", {}, name), el("dd", {}, words.numbers.format(signed))),
    );
    return el("dl", { class: "signing-regions" }, ...rows);
  }

  /** @param {string} country */
  flag(country) {
    const use = draw("use", { href: `${this.drawings.flags}#${country}` });
    return /** @type {any} */ (
      draw("svg", { class: "flag", viewBox: "0 0 3 2", preserveAspectRatio: "none", "aria-hidden": "true" }, use)
    );
  }

  drawMap() {
    const land = draw("use", { href: `${this.drawings.world}#land`, class: "map-land" });
    return draw(
      "svg",
      { class: "signing-map", viewBox: this.drawings.size, role: "img" },
      land,
      draw("g", { class: "map-signed" }),
    );
  }

  /** Fill the States that have signed; the latest one stands out. @param {Tally} tally */
  markSigned(tally) {
    const latest = tally.countries.at(-1);
    const uses = tally.countries
      .filter((country) => country !== "EU")
      .map((country) =>
        draw("use", { href: `${this.drawings.world}#${country}`, class: country === latest ? "map-latest" : "" }),
      );
    this.map.querySelector(".map-signed")?.replaceChildren(...uses);
  }

  fit() {
    for (const scale of SCALES) {
      this.side.style.setProperty("--scale", String(scale));
      if (this.side.scrollHeight <= this.side.clientHeight && this.side.scrollWidth <= this.side.clientWidth) break;
    }
    const flags = /** @type {HTMLElement | null} */ (this.stage.querySelector(".signing-flags"));
    for (const scale of flags ? SCALES : []) {
      flags?.style.setProperty("--scale", String(scale));
      if (this.stage.scrollHeight <= this.stage.clientHeight) break;
    }
  }
}

export { SigningScreen as Content };
