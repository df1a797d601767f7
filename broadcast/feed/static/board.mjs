/**
 * The board that a page holds: the newest known state of each key, and its revision.
 *
 * Pure: each message makes a new board. A key's state carries the offset of the commit that made it, and
 * nothing older ever replaces it, in whatever order snapshots and updates arrive. A key that a full
 * snapshot does not name is removed as of its offset (`floor`), so that a late update cannot restore it. The same rules
 * as `broadcast/client/apply.py`, which takes messages in order only.
 *
 * @typedef {{offset: number, state: any}} Entry
 * @typedef {{
 *   language: string, epoch: string | null, offset: number, floor: number, tickS: number, futureTicks: number,
 *   entries: ReadonlyMap<string, Entry>,
 * }} Board
 *   Without an epoch nothing can be resumed; the entries are shown until a snapshot replaces them.
 * @typedef {{board: Board, changed: string[], behind: boolean}} Received
 *   `changed` are the keys with a new state; `behind`: connect again and resume.
 */

export const WIRE_VERSION = 1;
const DEFAULT_TICK_S = 5;
const MAX_TOMBSTONES = 256;
/** Consecutive ticks with an offset below the board's after which the database is taken as restored. */
export const FUTURE_TICKS = 3;

/**
 * A board of which nothing is known yet.
 * @param {string} language
 * @returns {Board}
 */
export function emptyBoard(language) {
  return { language, epoch: null, offset: 0, floor: 0, tickS: DEFAULT_TICK_S, futureTicks: 0, entries: new Map() };
}

/**
 * The board after one message of the feed (docs/wire.md).
 * @param {Board} board
 * @param {any} message
 * @returns {Received}
 */
export function receive(board, message) {
  switch (message?.type) {
    case "snapshot":
      return receiveSnapshot(board, message);
    case "update":
      return receiveUpdate(board, message);
    case "tick":
      return receiveTick(board, message);
    default:
      return unchanged(board);
  }
}

/**
 * The state of one key, or null.
 * @param {Board} board
 * @param {string} key
 */
export function stateOf(board, key) {
  return board.entries.get(key)?.state ?? null;
}

/**
 * Every state whose key begins with `prefix`.
 * @param {Board} board
 * @param {string} prefix
 * @returns {any[]}
 */
export function statesOf(board, prefix) {
  const states = [];
  for (const [key, { state }] of board.entries) {
    if (state !== null && key.startsWith(prefix)) states.push(state);
  }
  return states;
}

/** @param {Board} board @returns {Received} */
function unchanged(board) {
  return { board, changed: [], behind: false };
}

/** Keep what is shown, but request the complete board. @param {Board} board @returns {Received} */
function forgetRevision(board) {
  return { board: { ...board, epoch: null, offset: 0, floor: 0, futureTicks: 0 }, changed: [], behind: true };
}

/** @param {any} message */
function isRevision(message) {
  return typeof message.epoch === "string" && Number.isSafeInteger(message.offset) && message.offset >= 0;
}

/** @param {Board} board @param {any} message @returns {Received} */
function receiveSnapshot(board, message) {
  if (!isRevision(message) || typeof message.keys !== "object" || message.keys === null) {
    return forgetRevision(board);
  }
  const incoming = new Map(Object.entries(message.keys));
  const tickS = message.tick_s > 0 ? message.tick_s : board.tickS;
  if (message.epoch !== board.epoch) {
    return message.recovered ? forgetRevision(board) : replaceBoard(board, message, incoming, tickS);
  }
  const { entries, changed } = mergeEntries(board, incoming);
  if (!message.recovered) dropUnnamed(board, entries, incoming, message.offset, changed);
  const floor = message.recovered ? board.floor : Math.max(board.floor, message.offset);
  const offset = Math.max(board.offset, message.offset);
  return { board: { ...board, offset, floor, tickS, entries }, changed, behind: false };
}

/**
 * @param {Board} board @param {any} message @param {Map<string, Entry>} incoming @param {number} tickS
 * @returns {Received}
 */
function replaceBoard(board, message, incoming, tickS) {
  const changed = [...new Set([...board.entries.keys(), ...incoming.keys()])];
  const { epoch, offset } = message;
  const entries = new Map([...incoming].filter(([, entry]) => entry.state !== null));
  return { board: { ...board, epoch, offset, floor: offset, tickS, futureTicks: 0, entries }, changed, behind: false };
}

/** @param {Board} board @param {string} key */
function knownOffset(board, key) {
  return board.entries.get(key)?.offset ?? board.floor;
}

/** @param {Board} board @param {Map<string, Entry>} incoming */
function mergeEntries(board, incoming) {
  const entries = new Map(board.entries);
  const changed = [];
  for (const [key, { offset, state }] of incoming) {
    if (!(offset > knownOffset(board, key))) continue;
    entries.set(key, { offset, state: state ?? null });
    changed.push(key);
  }
  return { entries, changed };
}

/**
 * Remove keys that a full snapshot does not name, and marks of removal that its offset replaces.
 * @param {Board} board @param {Map<string, Entry>} entries @param {Map<string, Entry>} incoming
 * @param {number} offset @param {string[]} changed
 */
function dropUnnamed(board, entries, incoming, offset, changed) {
  for (const [key, entry] of board.entries) {
    if (entry.offset > offset || incoming.has(key)) continue;
    entries.delete(key);
    if (entry.state !== null) changed.push(key);
  }
}

/** @param {Board} board @param {any} message @returns {Received} */
function receiveUpdate(board, message) {
  if (!isRevision(message) || typeof message.key !== "string" || message.epoch !== board.epoch) {
    return forgetRevision(board);
  }
  const offset = Math.max(board.offset, message.offset);
  if (message.offset <= knownOffset(board, message.key)) {
    return unchanged(offset === board.offset ? board : { ...board, offset });
  }
  const entries = new Map(board.entries);
  entries.set(message.key, { offset: message.offset, state: message.state ?? null });
  if (message.state === null) forgetOldTombstones(entries);
  return { board: { ...board, offset, entries }, changed: [message.key], behind: false };
}

/** @param {Map<string, Entry>} entries */
function forgetOldTombstones(entries) {
  const removed = [...entries].filter(([, entry]) => entry.state === null);
  if (removed.length <= MAX_TOMBSTONES) return;
  removed.sort(([, one], [, other]) => one.offset - other.offset);
  for (const [key] of removed.slice(0, removed.length - MAX_TOMBSTONES)) entries.delete(key);
}

/** @param {Board} board @param {any} message @returns {Received} */
function receiveTick(board, message) {
  if (!isRevision(message) || message.epoch !== board.epoch) return forgetRevision(board);
  if (message.offset > board.offset) return { ...unchanged(board), behind: true };
  if (message.offset === board.offset) {
    return unchanged(board.futureTicks === 0 ? board : { ...board, futureTicks: 0 });
  }
  const futureTicks = board.futureTicks + 1;
  return futureTicks < FUTURE_TICKS ? unchanged({ ...board, futureTicks }) : forgetRevision(board);
}

/**
 * Encode a board as a string for the browser's storage.
 * @param {Board} board
 */
export function writeBoard(board) {
  return JSON.stringify({ ...board, version: WIRE_VERSION, entries: [...board.entries] });
}

/**
 * Decode a stored board; null if it is not one, or of another version or language.
 * @param {string | null} text
 * @param {string} language
 * @returns {Board | null}
 */
export function readBoard(text, language) {
  try {
    const { version, ...kept } = JSON.parse(text ?? "null");
    if (version !== WIRE_VERSION || kept.language !== language || !isRevision(kept)) return null;
    const { epoch, offset, floor, tickS } = kept;
    return { language, epoch, offset, floor, tickS, futureTicks: 0, entries: new Map(kept.entries) };
  } catch {
    return null;
  }
}
