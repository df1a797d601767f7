/** The figures for the press: the tally and the ratifications follow the feed. */

import { el, pageData, part, settle } from "../../../conference/static/js/dom.mjs";
import { stateOf } from "../../feed/static/board.mjs";
import { openFeed } from "../../feed/static/feed.mjs";
import { reloadOnNewBuild, watchUse } from "../../pages/static/page_reload.mjs";
import { tallyView } from "../../pages/static/tally_view.mjs";
import { Words } from "../../pages/static/words.mjs";
import { sourceView } from "../../signing/static/counts.mjs";

const data = pageData("press");
const words = new Words(data);
/** @type {import("../../feed/static/feed.mjs").Feed | null} */
let feed = null;

/** As `ratifications_view` in `templates/parts.html` makes it. @param {import("../../signing/static/counts.mjs").Ratifications} count */
function ratificationsView(count) {
  return [el("p", { class: "tally-count" }, el("strong", {}, count.text)), sourceView(words, count)];
}

/**
 * Show the count of a key of the board in its section.
 * @param {import("../../feed/static/board.mjs").Board} board @param {string} key @param {(count: any) => Node[]} view
 */
function paintCount(board, key, view) {
  const section = /** @type {HTMLElement} */ (document.querySelector(`[data-part=${key}]`));
  const count = stateOf(board, key);
  section.hidden = !count;
  settle(part("list", section), count ? view(count) : []);
}

function paintCounts() {
  if (feed === null || feed.board.entries.size === 0) return;
  paintCount(feed.board, "tally", (count) => tallyView(words, count));
  paintCount(feed.board, "ratifications", ratificationsView);
}

const listeners = { onBoard: paintCounts, onState: () => {}, onBuild: reloadOnNewBuild(watchUse()) };
openFeed({ language: data.language.code, pageAt: data.at }, listeners, (opened) => {
  feed = opened;
});
