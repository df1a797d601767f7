/** Welcome: the event's name in all its languages, its mark, its days and its place. Needs no board. */

import { el, settle } from "../../../../conference/static/js/dom.mjs";
import { stateOf } from "../../../feed/static/board.mjs";
import { eventMark } from "../screen_place.mjs";
import { fitScale, fitWithout } from "./fit_scale.mjs";
import { offerLayout } from "./layout_registry.mjs";

/** Shares of the full size; the first at which everything fits is taken. */
const LARGE_SCALES = [1, 0.9, 0.8, 0.7, 0.6];
const SMALL_SCALES = [0.5, 0.4, 0.3];
/** Rather than to be smaller than LARGE_SCALES, a welcome does without these, the first one first. */
const EXTRAS = [".welcome-names", ".welcome-theme", ".place-mark", ".welcome-where"];

/** @typedef {{code: string, tag: string, direction: string, name: string, theme: string, venue: string}} EventNames */

class Welcome {
  /** @param {import("../screen.mjs").Screen} _screen @param {import("../screen_place.mjs").Place} place */
  constructor(_screen, place) {
    /** @type {EventNames[]} */
    this.names = place.tile.names;
    /** @type {string[]} */
    this.days = place.tile.days;
    this.root = el("section", { class: "welcome" });
    place.root.classList.add("content-welcome");
    place.root.append(this.root);
  }

  /** @param {import("../screen.mjs").View} view */
  paint({ words, board }) {
    const own = this.names.find(({ code }) => code === words.language.code) ?? this.names[0];
    const others = this.names.filter((one) => one !== own && one.name !== own.name);
    const [first, last] = [this.days[0], this.days.at(-1)];
    const days = [first, ...(last === first ? [] : [last])].filter((day) => day !== undefined);
    settle(this.root, [
      eventMark(),
      el("p", { class: "welcome-name", lang: own.tag, dir: own.direction }, own.name),
      el("p", { class: "welcome-theme", lang: own.tag, dir: own.direction }, own.theme),
      el(
        "ul",
        { class: "welcome-names" },
        ...others.map(({ tag, direction, name }) => el("li", { lang: tag, dir: direction }, name)),
      ),
      el(
        "p",
        { class: "welcome-when" },
        ...days.flatMap((day, n) => [n ? " – " : null, el("bdi", {}, words.day(String(day)))]),
      ),
      el("p", { class: "welcome-where", lang: own.tag, dir: own.direction }, own.venue),
    ]);
    this.fit(stateOf(board, "event")?.short_name);
  }

  /** Without all that can be left out the name is the short one, if the board is known. @param {string | undefined} shortName */
  fit(shortName) {
    const name = /** @type {HTMLElement} */ (this.root.querySelector(".welcome-name"));
    const extras = EXTRAS.flatMap((selector) => [...this.root.querySelectorAll(selector)]);
    if (fitWithout(this.root, LARGE_SCALES, extras)) return;
    if (shortName) name.textContent = shortName;
    if (!fitScale(this.root, LARGE_SCALES)) fitScale(this.root, SMALL_SCALES);
  }
}

offerLayout("welcome", Welcome);
