// @ts-check
/**
 * The screen of the signing: the count, who is called and who is next, the latest signature, and beside it by turns the
 * world map and the flags of all signatories.
 */

import { el, settle } from "../../../conference/static/js/dom.mjs";
import { stateOf } from "../../feed/static/board.mjs";
import { fitScale, fitWithout, isWhole } from "../../pages/static/layouts/fit_scale.mjs";
import { offerLayout } from "../../pages/static/layouts/layout_registry.mjs";
import { countView, ratificationsView, regionsView } from "./counts.mjs";

const PAGE_MS = 12_000;
const FLAGS_PER_PAGE = 24;
const SVG = "http://www.w3.org/2000/svg";
const LARGE_SCALES = [1, 0.9, 0.8, 0.7];
const SMALL_SCALES = [0.6, 0.5, 0.4];
/** Rather than to be smaller than LARGE_SCALES, the side does without these, the first one first. */
const EXTRAS = [".signing-ratifications, .signing-ratifications + .tally-source", ".signing-plenary"];

/**
 * @typedef {import("../../pages/static/words.mjs").Words} Words
 * @typedef {import("./counts.mjs").Tally} Tally
 * @typedef {{country: string, name: string}} Party
 * @typedef {{called: Party | null, upcoming: Party[]}} Calling
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
      ...countView(words, tally),
      ...this.call(words, stateOf(board, "calling")),
      ...this.latest(words, tally),
      ...ratificationsView(words, stateOf(board, "ratifications")),
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
        regionsView(words, tally),
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
    const upcoming = [...this.side.querySelectorAll(".signing-next > li")].slice(1).reverse();
    const extras = EXTRAS.flatMap((selector) => [...this.side.querySelectorAll(selector)]);
    if (!fitWithout(this.side, LARGE_SCALES, [...extras, ...upcoming])) fitScale(this.side, SMALL_SCALES);
    const flags = /** @type {HTMLElement | null} */ (this.stage.querySelector(".signing-flags"));
    const regions = this.stage.querySelectorAll(".signing-regions");
    if (flags) fitScale(flags, [...LARGE_SCALES, ...SMALL_SCALES], () => isWhole(this.stage));
    else fitWithout(this.stage, [1], regions); // the map stays large
  }
}

offerLayout("signing", SigningScreen);
