/** The screen of a device that is not enrolled: scan the enrolment's QR code, or type it. */

import { part, showText } from "../../../../../conference/static/js/dom.mjs";
import { Camera, CameraError } from "../../../../badges/static/readers/camera.mjs";
import { isAppAddress, readCode, removeFragment } from "../device/device.mjs";
import { NoAnswerError, RefusedError } from "../scanning/server.mjs";

export class EnrolScreen {
  /**
   * @param {{words: import("../words.mjs").Words, end: string | null, enrol: (code: string) => Promise<void>}} parts `end`: key of the text that says how the last enrolment ended
   */
  constructor({ words, end, enrol }) {
    this.words = words;
    this.enrol = enrol;
    this.isBusy = false;
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.typed = /** @type {HTMLInputElement} */ (document.getElementById("enrol-code"));
    this.camera = new Camera(part("enrol-video"), (texts) => {
      this.enrolByText(texts.find(isAppAddress) ?? texts[0]);
    });
    part("enrol-camera").addEventListener("click", () => this.toggleCamera(), { signal });
    part("enrol-form").addEventListener(
      "submit",
      (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        this.enrolByText(this.typed.value, true);
      },
      { signal },
    );
    addEventListener(
      "hashchange",
      () => {
        const address = location.href;
        if (removeFragment()) this.enrolByText(address);
      },
      { signal },
    );
    if (end) {
      part("end").dataset.text = end;
      showText(part("end"), words.text(end));
    }
  }

  /** Whether no enrolment is in progress. */
  get isQuiet() {
    return !this.isBusy && !this.camera.isOn && this.typed.value === "";
  }

  stop() {
    this.camera.stop();
    part("enrol-video").hidden = true;
  }

  /** Stop listening: further codes are handled by `DoorScreen`, which sends the queue first. */
  close() {
    this.stop();
    this.listening.abort();
  }

  /** @param {string | null} key */
  showProblem(key) {
    const element = part("enrol-problem");
    if (key) element.dataset.text = key;
    else delete element.dataset.text;
    showText(element, key && this.words.text(key));
  }

  async toggleCamera() {
    this.showProblem(null);
    if (this.camera.isOn) return this.renderCamera(this.stop());
    try {
      await this.camera.start();
    } catch (error) {
      this.stop();
      this.showProblem(`door.say.camera_${error instanceof CameraError ? error.problem : "missing"}`);
    }
    return this.renderCamera();
  }

  /** @param {void} [_] */
  renderCamera(_) {
    part("enrol-video").hidden = !this.camera.isOn;
    part("enrol-shape").hidden = this.camera.isOn;
  }

  /** @param {string} text @param {boolean} [typed] */
  enrolByText(text, typed = false) {
    if (this.isBusy) return;
    const isAddress = /^https?:/i.test(text.trim());
    if (isAddress && !isAppAddress(text)) return this.showProblem("door.enrol.elsewhere");
    const code = isAddress || typed ? readCode(text) : null;
    if (code === null) return this.showProblem("door.enrol.no_code");
    this.enrolByCode(code);
  }

  /** @param {string} code */
  async enrolByCode(code) {
    this.isBusy = true;
    this.showProblem(null);
    try {
      await this.enrol(code);
    } catch (error) {
      if (error instanceof RefusedError) this.showProblem("door.enrol.refused");
      else this.showProblem(error instanceof NoAnswerError ? "door.enrol.no_answer" : "door.enrol.no_store");
    } finally {
      this.isBusy = false;
    }
  }
}
