/** The order of sessions in the programme. */

/** @typedef {import("./highlights.mjs").Session} Session */

/** Compare sessions by time, order and id. @param {Session} one @param {Session} other */
export function inProgramme(one, other) {
  const by = Date.parse(one.starts_at) - Date.parse(other.starts_at) || one.order - other.order;
  return by || (one.id < other.id ? -1 : 1);
}
