/** The name of a layout's room, as its heading. */

import { stateOf } from "../../../feed/static/board.mjs";

/**
 * Show the name in the language of the screen; before the board is known, what the page says stays.
 * @param {import("../screen_place.mjs").Place} place @param {import("../screen.mjs").View} view
 */
export function showRoomName({ tile, showHeading }, { words, board }) {
  const event = stateOf(board, "event");
  const room = event?.rooms.find((/** @type {{id: string}} */ { id }) => id === tile.room);
  if (room) showHeading(room.name, words.fallback(event).attributes);
}
