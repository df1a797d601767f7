/** The figures for the press: the tally follows the feed. */

import { pageData, part, settle } from "../../../conference/static/js/dom.mjs";
import { stateOf } from "../../feed/static/board.mjs";
import { openFeed } from "../../feed/static/feed.mjs";
import { reloadOnNewBuild, watchUse } from "../../pages/static/page_reload.mjs";
import { tallyView } from "../../pages/static/tally_view.mjs";
import { Words } from "../../pages/static/words.mjs";

const data = pageData("press");
const words = new Words(data);
/** @type {import("../../feed/static/feed.mjs").Feed | null} */
let feed = null;

function paintTally() {
  if (feed === null || feed.board.entries.size === 0) return;
  const tally = stateOf(feed.board, "tally");
  part("part").hidden = !tally;
  settle(part("list"), tally ? tallyView(words, tally) : []);
}

const listeners = { onBoard: paintTally, onState: () => {}, onBuild: reloadOnNewBuild(watchUse()) };
openFeed({ language: data.language.code, pageAt: data.at }, listeners, (opened) => {
  feed = opened;
});
