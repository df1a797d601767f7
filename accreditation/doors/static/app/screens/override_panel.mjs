/** The dialog in which a supervisor admits a person whom the rules refused, with a reason and a PIN. Works offline. */

import { part, showText } from "../../../../../conference/static/js/dom.mjs";
import { lockAfterWrongPin, proveOverride, UNLOCKED } from "../device/pins.mjs";
import { nameOf } from "../people/names.mjs";
import { newKey } from "../scanning/scan_flow.mjs";
import { chosenReason, clearReason } from "./reasons.mjs";

const RECORD = "pins";
const LONGEST_PIN = 12;

export class OverridePanel {
  /** @param {import("./door_screen.mjs").DoorScreen} screen */
  constructor(screen) {
    this.screen = screen;
    this.dialog = /** @type {HTMLDialogElement} */ (part("override-dialog"));
    this.pin = "";
    /** @type {string | null} the reason that was chosen before the latest press */
    this.reason = null;
    this.isBusy = false;
    /** @type {import("../scanning/scan_flow.mjs").ShownScan | null} */
    this.passage = null;
    part("override-this").addEventListener("click", () => this.open());
    this.dialog.addEventListener("click", ({ target }) => this.pressButton(/** @type {HTMLElement} */ (target)));
    this.dialog.addEventListener("keydown", (event) => this.typeKey(event));
    this.dialog.addEventListener("close", () => this.setPin(""));
    this.dialog.addEventListener("submit", (event) => {
      if (/** @type {HTMLButtonElement} */ (event.submitter)?.value !== "do") return;
      event.preventDefault();
      this.submitOverride();
    });
  }

  render() {
    const options = this.screen.verdict.supervisors().map(({ id, name }) => new Option(name, id));
    this.supervisorField.replaceChildren(...options);
  }

  get supervisorField() {
    return /** @type {HTMLSelectElement} */ (this.dialog.querySelector('[name="supervisor"]'));
  }

  open() {
    this.passage = this.screen.verdict.shown;
    this.screen.verdict.keepOpen();
    this.setPin("");
    this.clearChosenReason();
    this.showProblem(null);
    part("who", this.dialog).textContent = nameOf(this.passage?.person);
    this.dialog.showModal();
  }

  /** @param {string} pin */
  setPin(pin) {
    this.pin = pin.slice(0, LONGEST_PIN);
    part("pin", this.dialog).textContent = "•".repeat(this.pin.length);
  }

  /** @param {HTMLElement} target */
  pressButton(target) {
    if (target instanceof HTMLInputElement) this.pressReason(target);
    const button = target.closest("button");
    if (button?.dataset.digit) this.setPin(this.pin + button.dataset.digit);
    if (button && "clear" in button.dataset) this.setPin(this.pin.slice(0, -1));
  }

  /** Choose a reason; a second press takes it back, because a phone shows only the chosen one. @param {HTMLInputElement} field */
  pressReason({ value }) {
    if (value === this.reason) this.clearChosenReason();
    else this.reason = value;
  }

  clearChosenReason() {
    clearReason(this.dialog);
    this.reason = null;
  }

  /** @param {KeyboardEvent} event */
  typeKey(event) {
    if (/^\d$/.test(event.key)) this.setPin(this.pin + event.key);
    else if (event.key === "Backspace") this.setPin(this.pin.slice(0, -1));
  }

  /** @param {string | null} text */
  showProblem(text) {
    showText(part("problem", this.dialog), text);
  }

  async submitOverride() {
    const { screen, passage } = this;
    const { words, vault, clock } = screen;
    if (this.isBusy || !passage) return;
    this.isBusy = true;
    try {
      const lock = (await vault.get(RECORD)) ?? UNLOCKED;
      if (clock.now() < lock.until)
        return this.showProblem(words.text("door.override.locked", { time: words.moment(lock.until, clock.now()) }));
      const reason = chosenReason(this.dialog);
      if (reason === null) return this.showProblem(words.text("door.reason_missing"));
      await this.checkPin(lock, passage, reason);
    } catch {
      this.showProblem(words.text("door.why.broken"));
    } finally {
      this.isBusy = false;
    }
  }

  /**
   * @param {import("../device/pins.mjs").PinLock} lock
   * @param {import("../scanning/scan_flow.mjs").ShownScan} passage
   * @param {string} reason
   */
  async checkPin(lock, passage, reason) {
    const { words, vault, clock, verdict, scanFlow } = this.screen;
    const supervisor = verdict.supervisors().find(({ id }) => id === this.supervisorField.value);
    const word = { key: newKey(), of: passage.key, reason };
    const { pin } = this;
    this.setPin("");
    await vault.save([[RECORD, lockAfterWrongPin(lock, clock.now())]], { strict: true }); // counted before the check: a reload does not reset the count
    const proof = supervisor && (await proveOverride(pin, supervisor, word));
    if (!proof) return this.showProblem(words.text("door.override.wrong"));
    await vault.save([[RECORD, UNLOCKED]]);
    const isDone = await scanFlow.override(passage, { ...word, supervisor: supervisor.id, proof });
    if (!isDone) return this.showProblem(words.text("door.why.broken"));
    return this.dialog.close();
  }
}
