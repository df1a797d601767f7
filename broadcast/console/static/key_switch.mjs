// @ts-check
/** The switch that lets keys change the board. It is off until an operator turns it on, and stays as it is in this tab. */

import { siteStorage } from "../../../conference/static/js/site.mjs";

const NAME = "rostrum.console.keys";

export class KeySwitch {
  /**
   * @param {HTMLElement} button the switch, with the operator's id in `data-operator`: keys are off for the next operator
   * @param {Pick<Storage, "getItem" | "setItem"> | null} [storage] of this tab
   */
  constructor(button, storage = siteStorage("sessionStorage")) {
    this.button = button;
    this.storage = storage;
    this.operator = button.dataset.operator ?? "";
    this.show(storage?.getItem(NAME) === this.operator);
    button.addEventListener("click", () => this.turn(!this.isOn));
  }

  get isOn() {
    return this.button.getAttribute("aria-checked") === "true";
  }

  /** @param {boolean} isOn */
  turn(isOn) {
    this.storage?.setItem(NAME, isOn ? this.operator : "");
    this.show(isOn);
  }

  /** @param {boolean} isOn */
  show(isOn) {
    this.button.setAttribute("aria-checked", String(isOn));
    document.documentElement.classList.toggle("keys-on", isOn);
  }
}
