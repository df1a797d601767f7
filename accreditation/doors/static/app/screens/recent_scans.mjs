/** The recent scans of this device, to check and to undo them. Stored encrypted, so that a reload shows them again. */

import { el, part } from "../../../../../conference/static/js/dom.mjs";
import { nameOf } from "../people/names.mjs";
import { isEntryOrExit } from "../scanning/scan_flow.mjs";

const SHOWN = 8;
const SHAPES = { admit: "admitted", stop: "stop", look: "look" };
const RECORD = "latest";

/** @typedef {import("../scanning/scan_flow.mjs").ShownScan} ShownScan */
/**
 * @typedef {{passage: ShownScan, undone: boolean, isTaken?: boolean, note?: string}} RecentScan `isTaken`: false when the server refused the scan; `note`: key of the text that says why
 */

const CONFLICTS = {
  twice: "door.say.conflict",
  not_entitled: "door.say.not_entitled",
  overdrawn: "door.say.overdrawn",
};

export class RecentScans {
  /** @param {import("./door_screen.mjs").DoorScreen} screen */
  constructor(screen) {
    this.screen = screen;
    this.list = part("latest");
    /** @type {RecentScan[]} */
    this.scans = [];
    const picture = document.querySelector("[data-shape] use");
    this.icons = picture?.getAttribute("href")?.split("#")[0] ?? "";
  }

  async load() {
    this.scans = (await this.screen.vault.get(RECORD)) ?? [];
  }

  /** Add a scan in front, or replace the one with the same key. @param {ShownScan} passage */
  add(passage) {
    this.scans = [{ passage, undone: false }, ...this.scans.filter((line) => line.passage.key !== passage.key)].slice(
      0,
      SHOWN,
    );
    this.save();
  }

  /** @param {string} key */
  markUndone(key) {
    this.update(key, { undone: true });
  }

  /** Show that the server refused the undo. @param {string} key */
  markNotUndone(key) {
    this.update(key, { undone: false, note: "door.say.not_undone" });
  }

  /** @param {string} key @param {Partial<RecentScan>} found */
  update(key, found) {
    const line = this.find(key);
    if (!line) return;
    Object.assign(line, found);
    this.save();
  }

  /**
   * Note a problem or conflict that the server found in a scan.
   * @param {{key: string, problem: string | null, conflict: string | null}} answer
   */
  noteAnswer({ key, problem, conflict }) {
    const note = problem ? "door.say.not_kept" : CONFLICTS[/** @type {keyof typeof CONFLICTS} */ (conflict)];
    if (note) this.update(key, { isTaken: !problem, note });
  }

  /** @param {string} key */
  find(key) {
    return this.scans.find((line) => line.passage.key === key) ?? null;
  }

  save() {
    this.render();
    this.screen.vault.save([[RECORD, this.scans]]).catch(() => {});
  }

  render() {
    this.list.replaceChildren(...this.scans.map((line) => this.scanItem(line)));
    part("latest-empty").hidden = this.scans.length > 0;
  }

  /** @param {RecentScan} line */
  scanItem({ passage, undone, isTaken, note }) {
    const { words, clock, enrolment } = this.screen;
    const isVoid = undone || (isTaken === false && passage.verdict === "overridden");
    const item = el("li", { class: `latest tone-${passage.tone}${isVoid ? " is-void" : ""}` });
    item.dataset.scan = passage.key;
    item.innerHTML = '<svg class="icon" aria-hidden="true"><use></use></svg>';
    item.querySelector("use")?.setAttribute("href", `${this.icons}#${SHAPES[passage.tone]}`);
    const name = el("span", { class: "latest-name" });
    name.append(el("bdi", {}, nameOf(passage.person)));
    item.append(
      el("span", { class: "latest-word" }, words.text(`door.verdict.${passage.verdict}`)),
      name,
      el("time", {}, words.moment(passage.at, clock.now())),
    );
    if (note) item.append(el("span", { class: "latest-note" }, words.text(note)));
    if (undone) item.append(el("span", { class: "latest-undone" }, words.text("door.say.undone")));
    else if (!isVoid && isEntryOrExit(passage.verdict) && enrolment.rights.includes("undo"))
      item.append(this.undoButton(passage.key));
    return item;
  }

  /** @param {string} key */
  undoButton(key) {
    const button = /** @type {HTMLButtonElement} */ (
      el("button", { class: "latest-undo" }, this.screen.words.text("door.undo"))
    );
    button.dataset.undo = key;
    return button;
  }
}
