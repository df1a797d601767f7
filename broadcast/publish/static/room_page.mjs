/** The page of a room: the server renders it complete, then it follows the feed and the clock. */

import { el } from "../../../conference/static/js/dom.mjs";
import { statesOf } from "../../feed/static/board.mjs";
import { highlights, inProgramme } from "../../pages/static/highlights.mjs";
import { fillPart } from "../../pages/static/page_parts.mjs";
import { sessionCard } from "../../pages/static/session_view.mjs";
import { followPage } from "./follow_page.mjs";

/**
 * @param {import("../../pages/static/words.mjs").Words} words
 * @param {import("../../feed/static/board.mjs").Board} board
 * @param {number | null} now
 */
function paintRoom(words, board, now) {
  const room = /** @type {HTMLElement} */ (document.querySelector("[data-room]")).dataset.room;
  const sessions = statesOf(board, "session/").filter((session) => session.room === room);
  if (now !== null) {
    const { on, next, later } = highlights(sessions, now, words.times.day);
    const nothing = el("p", { class: "nothing" }, words.text("board.nothing"));
    fillPart("on", on.length ? on.map((session) => sessionCard(words, session, { now })) : [nothing]);
    const coming = (next.length ? next : later).slice(0, 1);
    fillPart(
      "next",
      coming.map((session) => sessionCard(words, session, { now, withDay: true })),
    );
  }
  const rows = sessions.sort(inProgramme).map((session) => sessionCard(words, session, { now, withDay: true }));
  fillPart(
    "programme",
    rows.map((row) => el("li", { class: "programme-item" }, row)),
  );
}

if (globalThis.document?.getElementById("page-data")) followPage(paintRoom);
