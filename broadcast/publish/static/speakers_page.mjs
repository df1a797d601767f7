/** The page of the whole list of speakers: the server renders it, and again after each change of the list. */

import { part, settle } from "../../../conference/static/js/dom.mjs";
import { stateOf } from "../../feed/static/board.mjs";
import { followPage } from "./follow_page.mjs";
import { isUpToDate, pageReader, readItems } from "./speaking_list.mjs";

const readAgain = pageReader(location.pathname, (page) => {
  for (const name of ["counts", "all"]) settle(part(`listed=${name}`), [...part(`listed=${name}`, page).children]);
});

followPage((_words, board) => {
  const list = part("listed=all");
  const speakers = /** @type {any} */ (stateOf(board, `speakers/${part("id").dataset.id}`));
  if (speakers && !isUpToDate(readItems(list), speakers)) readAgain();
});
