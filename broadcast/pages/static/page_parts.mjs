/** Parts of a public page that its script fills, and the line that says since when the board is not confirmed. */

import { el, icon, settle } from "../../../conference/static/js/dom.mjs";

/**
 * Show when the board was last confirmed, or nothing while the feed is live.
 * @param {import("./words.mjs").Words} words
 * @param {import("../../feed/static/feed.mjs").FeedState} state
 * @param {number | null} now
 */
export function showFeedStanding(words, { live, confirmedAt }, now) {
  document.body.dataset.standing = live ? "live" : "stale";
  const at = confirmedAt === null ? null : words.moment(confirmedAt, now);
  const text = at ? words.text("board.stale", { time: at }) : words.text("board.unconfirmed");
  const part = document.querySelector('[data-part="standing"]');
  if (!(part instanceof HTMLElement)) return;
  part.hidden = live;
  settle(part, live ? [] : [icon(words.sprite, "triangle"), el("span", {}, text)]);
}

/** Fill a part of the page and hide it when there is nothing. @param {string} name @param {Node[]} nodes */
export function fillPart(name, nodes) {
  const part = document.querySelector(`[data-part="${name}"]`);
  const list = document.querySelector(`[data-list="${name}"]`);
  if (part instanceof HTMLElement) part.hidden = nodes.length === 0;
  if (list) settle(list, nodes);
}
