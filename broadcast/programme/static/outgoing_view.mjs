// @ts-check
/** What screens would show after an act, by language: the elements that outgoing.html makes. */

import { el } from "../../../conference/static/js/dom.mjs";

/**
 * @typedef {{tag: string, direction: string, own_name: string, lines: string[]}} OutgoingText
 * @typedef {{head: string, texts: OutgoingText[], problem: string}} Outgoing
 */

/** @param {string} title @param {Outgoing[]} acts @returns {Node[]} */
export function outgoingView(title, acts) {
  if (acts.length === 0) return [];
  return [
    el("p", { class: "outgoing-title" }, title),
    el("div", { class: "outgoing-acts" }, ...acts.map((act) => actView(act))),
  ];
}

/** @param {Outgoing} act */
function actView({ head, texts, problem }) {
  const content = problem ? el("p", { class: "quiet" }, problem) : el("dl", {}, ...texts.map(textView));
  return el("div", { class: "outgoing-act" }, el("p", { class: "outgoing-head" }, head), content);
}

/** @param {OutgoingText} text */
function textView({ tag, direction, own_name: name, lines }) {
  const face = { lang: tag, dir: direction };
  return el("div", {}, el("dt", face, name), el("dd", face, ...lines.map((line) => el("span", {}, line))));
}
