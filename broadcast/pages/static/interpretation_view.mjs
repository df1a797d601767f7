/** Languages and channels of a session on a screen, and the languages that are lost. */

import { el } from "../../../conference/static/js/dom.mjs";

/**
 * @typedef {{
 *   session: string, until: string | null, lost: string | null,
 *   channels: {number: number, language: string, name: string, lost: boolean}[],
 * }} Interpretation
 */

/**
 * The languages with their channels, and the text about lost ones above them.
 * @param {import("./words.mjs").Words} words @param {Interpretation | null} interpretation
 */
export function interpretationView(words, interpretation) {
  if (!interpretation?.channels.length) return [];
  const items = interpretation.channels.map(({ number, name, lost }) =>
    el(
      "li",
      { class: lost ? "channel channel-lost" : "channel" },
      el("strong", {}, words.numbers.format(number)),
      " ",
      name,
    ),
  );
  const lost = interpretation.lost ? [el("p", { class: "interpretation-lost" }, interpretation.lost)] : [];
  const label = words.plain("board.interpretation.channels");
  return [...lost, el("ul", { class: "channels", "aria-label": label }, ...items)];
}

/**
 * The languages that are lost in sessions in progress, as the live page lists them.
 * @param {Interpretation[]} interpretations @param {import("./highlights.mjs").Session[]} sessions
 */
export function lostLanguages(interpretations, sessions) {
  const titles = new Map(sessions.filter(({ phase }) => phase === "in_session").map(({ id, title }) => [id, title]));
  return interpretations
    .filter(({ session, lost }) => lost && titles.has(session))
    .map(({ session, lost }) =>
      el("li", {}, el("strong", {}, titles.get(session) ?? ""), " ", el("span", {}, lost ?? "")),
    );
}
