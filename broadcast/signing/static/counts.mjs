/** Counts of signatures and ratifications, each with its source and time, and the signatures of each region. */

import { el } from "../../../conference/static/js/dom.mjs";
import { textMark } from "../../pages/static/proof/painted_text.mjs";
import { splitCount } from "../../pages/static/tally_view.mjs";

/**
 * @typedef {import("../../pages/static/words.mjs").Words} Words
 * @typedef {import("../../pages/static/tally_view.mjs").Tally & {plenary: number, countries: string[],
 *   regions: {group: string, name: string, signed: number}[]}} Tally
 * @typedef {{deposited: number, required: number, text: string, source: string, as_of: string}} Ratifications
 */

/** The count as a figure with its source and time, and how many of them signed in the plenary. @param {Words} words @param {Tally} tally */
export function countView(words, tally) {
  const of =
    tally.of === null ? null : el("span", { class: "tally-of" }, words.text("board.tally.of", { of: tally.of }));
  const plenary = el("strong", {}, words.numbers.format(tally.plenary));
  const text = figureView(words, tally.text, tally.signed, "tally");
  return [
    el("p", { class: "signing-figure" }, text, of && " ", of),
    el("p", { class: "signing-plenary" }, el("span", {}, words.text("board.tally.plenary"), " ", plenary)),
    sourceView(words, tally),
  ];
}

/**
 * Words with their figure apart, so that it can be set large.
 * @param {Words} words @param {string} text @param {number} count @param {string} key of the board
 */
export function figureView(words, text, count, key) {
  const figure = words.numbers.format(count);
  const split = splitCount(text, figure);
  const mark = textMark(words, key, "text");
  if (split.figure === figure) return el("span", mark, split.before, el("strong", {}, figure), split.after);
  // In Arabic the words for none, one and two have no figure: the figure stands above them.
  return el("span", {}, el("strong", {}, figure), el("span", mark, text));
}

/** @param {Words} words @param {Ratifications | null} count */
export function ratificationsView(words, count) {
  if (!count) return [];
  const text = el("span", textMark(words, "ratifications", "text"), count.text);
  return [el("p", { class: "signing-ratifications" }, text), sourceView(words, count)];
}

/** @param {Words} words @param {{source: string, as_of: string}} count */
export function sourceView(words, { source, as_of }) {
  const time = words.moment(as_of, null);
  return el("p", { class: "tally-source" }, words.text("board.tally.source", { source, time }));
}

/** @param {Words} words @param {Tally} tally */
export function regionsView(words, tally) {
  const rows = tally.regions.map(({ name, signed }) =>
    el("div", {}, el("dt", {}, name), el("dd", {}, words.numbers.format(signed))),
  );
  return el("dl", { class: "signing-regions" }, ...rows);
}
