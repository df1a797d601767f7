/**
 * Overrides and undos that the server refused after they were done on the device: they are reverted, and a message stays
 * until the guard dismisses it.
 */
import { el, part } from "../../../../../conference/static/js/dom.mjs";
import { nameOf } from "../people/names.mjs";

const TEXTS = { undo: "door.refused.undo", override: "door.refused.override" };

/** @typedef {import("../device/queue.mjs").Item} Item */

export class Refusals {
  /** @param {import("./door_screen.mjs").DoorScreen} screen */
  constructor(screen) {
    this.screen = screen;
    /** @type {{kind: "undo" | "override", name: string}[]} messages that the guard has not dismissed, oldest first */
    this.unseen = [];
    part("refusals").addEventListener("click", (/** @type {MouseEvent} */ event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("[data-seen]");
      if (button instanceof HTMLElement) this.dismiss(Number(button.dataset.seen));
    });
  }

  /** Revert an override or undo that the server refused. @param {{problem: string | null}} answer @param {Item} item */
  async takeBackRefused({ problem }, item) {
    const { scanFlow, recentScans, roster, sounds } = this.screen;
    if (!problem || item.kind === "scan") return;
    const line = recentScans.find(item.kind === "undo" ? item.of : item.key);
    if (item.kind === "undo" && line?.isTaken === false) return; // the server does not have that scan, so it stays undone
    await scanFlow.revertItem(item);
    if (item.kind === "undo") recentScans.markNotUndone(item.of);
    const person = roster.byBadge.get(item.local?.badge ?? "") ?? line?.passage.person;
    this.unseen.push({ kind: item.kind, name: nameOf(person) });
    this.render();
    sounds.signal("look");
    this.restoreVerdict(item);
  }

  /** Show the refusal again in place of an overridden one that is still on the screen. @param {Item} item */
  restoreVerdict({ kind, key, of }) {
    const { verdict, recentScans } = this.screen;
    const refused = recentScans.find(of);
    if (kind !== "override" || verdict.shown?.key !== key) return;
    if (refused) verdict.show({ ...refused.passage, late: true });
    else verdict.close();
  }

  /** @param {number} n */
  dismiss(n) {
    this.unseen.splice(n, 1);
    this.render();
  }

  render() {
    const { words } = this.screen;
    const lines = this.unseen.map(({ kind, name }, n) => {
      const line = el("li", { class: "door-refusal" });
      const button = /** @type {HTMLButtonElement} */ (
        el("button", { class: "button-quiet" }, words.text("door.close"))
      );
      button.dataset.seen = String(n);
      line.append(el("span", {}, words.text(TEXTS[kind], { name })), button);
      return line;
    });
    part("refusals").replaceChildren(...lines);
    part("refusals").hidden = lines.length === 0;
  }
}
