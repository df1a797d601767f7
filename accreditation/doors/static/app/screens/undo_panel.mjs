/** The dialog that undoes an entry or an exit, with a reason. Works offline. */
import { part, showText } from "../../../../../conference/static/js/dom.mjs";
import { nameOf } from "../people/names.mjs";
import { chosenReason, clearReason } from "./reasons.mjs";

export class UndoPanel {
  /** @param {import("./door_screen.mjs").DoorScreen} screen */
  constructor(screen) {
    this.screen = screen;
    this.dialog = /** @type {HTMLDialogElement} */ (part("undo-dialog"));
    this.key = "";
    this.isBusy = false;
    part("undo-this").addEventListener("click", () => this.open(screen.verdict.shown?.key ?? ""));
    part("latest").addEventListener("click", (/** @type {MouseEvent} */ event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("[data-undo]");
      if (button instanceof HTMLElement) this.open(button.dataset.undo ?? "");
    });
    this.dialog.addEventListener("submit", (event) => {
      if (/** @type {HTMLButtonElement} */ (event.submitter)?.value !== "do") return;
      event.preventDefault();
      if (this.isBusy) return;
      this.isBusy = true;
      this.submitUndo().finally(() => {
        this.isBusy = false;
      });
    });
  }

  render() {}

  /** @param {string} key */
  open(key) {
    const line = this.screen.recentScans.find(key);
    if (!line || line.undone) return;
    this.key = key;
    this.screen.verdict.keepOpen();
    part("who", this.dialog).textContent = nameOf(line.passage.person);
    clearReason(this.dialog);
    showText(part("problem", this.dialog), null);
    this.dialog.showModal();
  }

  async submitUndo() {
    const line = this.screen.recentScans.find(this.key);
    const [reason, problem] = [chosenReason(this.dialog), part("problem", this.dialog)];
    if (reason === null) return showText(problem, this.screen.words.text("door.reason_missing"));
    if (!line || !(await this.screen.scanFlow.undo(line.passage, reason)))
      return showText(problem, this.screen.words.text("door.why.broken"));
    part("who", this.dialog).textContent = "";
    this.dialog.close();
    if (this.screen.verdict.isOpen) this.screen.verdict.close();
    return this.screen.recentScans.markUndone(this.key);
  }
}
