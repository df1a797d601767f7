/** The tally of signatures, always with its source and its time. */

import { el } from "../../../conference/static/js/dom.mjs";

/**
 * @typedef {{
 *   signed: number, text: string, of: number | null, source: string, as_of: string,
 *   latest: {country: string, name: string, at: string}[],
 * }} Tally
 */

/**
 * As `tally_view` in `templates/parts.html` makes it.
 * @param {import("./words.mjs").Words} words @param {Tally} tally
 */
export function tallyView(words, tally) {
  const of =
    tally.of === null ? null : el("span", { class: "tally-of" }, words.text("board.tally.of", { of: tally.of }));
  const asOf = words.moment(tally.as_of, null);
  const latest = tally.latest.map(({ name, at }) => el("li", {}, el("bdi", {}, name), words.time(at)));
  return [
    el("p", { class: "tally-count" }, el("strong", {}, tally.text), of && " ", of),
    el("p", { class: "tally-source" }, words.text("board.tally.source", { source: tally.source, time: asOf })),
    latest.length
      ? el("ol", { class: "tally-latest", "aria-label": words.plain("board.tally.latest") }, ...latest)
      : null,
  ].filter((part) => part !== null);
}

/**
 * The words of a count with its figure apart, so that the figure can be set large.
 * @param {string} text such as `6 States have signed` @param {string} figure such as `6`
 */
export function splitCount(text, figure) {
  const at = text.search(new RegExp(`(?<!\\d)${figure.replace(/\W/g, "\\$&")}(?!\\d)`));
  if (at < 0) return { before: "", figure: text, after: "" };
  return { before: text.slice(0, at), figure, after: text.slice(at + figure.length) };
}
