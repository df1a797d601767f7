/** Figures for the press room: signatures and ratifications with their sources, regions, and the latest names. */

import { el, settle } from "../../../conference/static/js/dom.mjs";
import { stateOf } from "../../feed/static/board.mjs";
import { fitScale, fitWithout } from "../../pages/static/layouts/fit_scale.mjs";
import { offerLayout } from "../../pages/static/layouts/layout_registry.mjs";
import { figureView, regionsView, sourceView } from "./counts.mjs";

/** Shares of the full size; the first at which everything fits is taken. */
const SCALES = [1, 0.92, 0.84, 0.76, 0.68, 0.6];
const SMALL_SCALES = [0.5, 0.4, 0.3];

/** Rather than to be smaller than these, the earlier of the latest names are left out. */
const LARGE_SCALES = SCALES.slice(0, 3);

/**
 * @typedef {import("../../pages/static/words.mjs").Words} Words
 * @typedef {import("./counts.mjs").Tally} Tally
 * @typedef {import("./counts.mjs").Ratifications} Ratifications
 */

class Figures {
  /** @param {import("../../pages/static/screen.mjs").Screen} _screen @param {import("../../pages/static/screen_place.mjs").Place} place */
  constructor(_screen, place) {
    this.place = place;
    this.counts = el("section", { class: "figures-counts" });
    this.details = el("section", { class: "figures-details" });
    place.root.classList.add("content-figures");
    place.root.append(this.counts, this.details);
  }

  /** @param {import("../../pages/static/screen.mjs").View} view */
  paint({ words, board }) {
    /** @type {Tally | null} */
    const tally = stateOf(board, "tally");
    this.place.showHeading(words.text("screen.figures.title"));
    if (!tally) {
      const waiting = words.text(board.entries.size ? "screen.signing.none" : "screen.waiting");
      settle(this.counts, [el("p", { class: "figures-empty" }, waiting)]);
      settle(this.details, []);
      return;
    }
    /** @type {Ratifications | null} */
    const ratifications = stateOf(board, "ratifications");
    this.place.root.append(this.details);
    settle(this.counts, [signatures(words, tally), ...(ratifications ? [ratified(words, ratifications)] : [])]);
    settle(this.details, [
      el("h2", {}, words.text("screen.figures.regions")),
      regionsView(words, tally),
      ...latest(words, tally),
    ]);
    this.fit();
  }

  /** Details that do not fit are left out, then the ratifications: the count of signatures is first. */
  fit() {
    const names = [...this.details.querySelectorAll(".figures-latest > li")].slice(1).reverse();
    const recent = this.details.querySelectorAll(".figures-recent");
    if (!fitWithout(this.details, LARGE_SCALES, names) && !fitWithout(this.details, SCALES, recent))
      this.details.remove();
    const ratifications = this.counts.querySelectorAll(".figure-block + .figure-block");
    if (!fitWithout(this.counts, SCALES, ratifications)) fitScale(this.counts, SMALL_SCALES);
  }
}

/** @param {Words} words @param {Tally} tally */
function signatures(words, tally) {
  const of =
    tally.of === null ? null : el("span", { class: "tally-of" }, words.text("board.tally.of", { of: tally.of }));
  const figure = el(
    "p",
    { class: "figure figure-main" },
    figureView(words, tally.text, tally.signed, "tally"),
    " ",
    of,
  );
  return el("div", { class: "figure-block" }, figure, sourceView(words, tally));
}

/** @param {Words} words @param {Ratifications} ratifications */
function ratified(words, ratifications) {
  const { text, deposited } = ratifications;
  const figure = el("p", { class: "figure" }, figureView(words, text, deposited, "ratifications"));
  return el("div", { class: "figure-block" }, figure, sourceView(words, ratifications));
}

/** @param {Words} words @param {Tally} tally */
function latest(words, tally) {
  if (!tally.latest.length) return [];
  const names = tally.latest.map(({ name, at }) => el("li", {}, el("bdi", {}, name), words.time(at)));
  const title = el("h2", {}, words.text("board.tally.latest"));
  return [el("section", { class: "figures-recent" }, title, el("ol", { class: "figures-latest" }, ...names))];
}

offerLayout("figures", Figures);
