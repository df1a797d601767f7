/** The lower third of a room: name, function and right of reply of who has the floor. */

import { el } from "../../../conference/static/js/dom.mjs";
import { followOverlay } from "./overlay.mjs";

/** @typedef {import("./overlay.mjs").Session} Session */

/**
 * The session in which a speaker has the floor: of those in progress the one that began last, or undefined. The same
 * rule as `describe_floor` of web.py.
 * @param {Session[]} sessions those of a room
 */
export function findFloor(sessions) {
  const begunAt = (/** @type {Session} */ one) => Date.parse(one.since ?? one.starts_at);
  const begun = sessions.filter(({ phase, speaker }) => phase === "in_session" && speaker);
  return begun.sort((one, other) => begunAt(other) - begunAt(one))[0];
}

/** @param {import("./overlay.mjs").Picture} picture */
export function describeFloor({ words, sessions }) {
  const session = findFloor(sessions);
  if (!session) return null;
  const { name, role, reply } = session.speaker;
  const { attributes } = words.fallback(/** @type {any} */ (session));
  const nodes = [
    ...(reply ? [el("p", { class: "overlay-reply" }, words.text("screen.speakers.reply"))] : []),
    el("p", { class: "overlay-name" }, el("bdi", {}, name)),
    ...(role ? [el("p", { class: "overlay-role", ...attributes }, el("bdi", {}, role))] : []),
  ];
  return { key: JSON.stringify([session.id, name, role, reply]), nodes };
}

if (globalThis.document?.getElementById("overlay")) followOverlay(describeFloor);
