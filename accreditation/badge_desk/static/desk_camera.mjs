/** The camera of the badge desk: it is on until the code of a pass or a badge is read, and reads as a scanner does. */
import { part, showText } from "../../../conference/static/js/dom.mjs";
import { Camera, CameraError } from "../../badges/static/readers/camera.mjs";
import { holdsToken } from "../../badges/static/readers/token_text.mjs";

export class DeskCamera {
  /**
   * @param {HTMLElement} panel contains the button, the picture and the place of a text; hidden until `offer`
   * @param {(token: string) => void} onToken called once the camera is released
   */
  constructor(panel, onToken) {
    this.panel = panel;
    this.onToken = onToken;
    this.toggle = /** @type {HTMLElement} */ (part("camera-toggle", panel));
    this.video = /** @type {HTMLVideoElement} */ (part("camera-video", panel));
    this.note = /** @type {HTMLElement} */ (part("camera-note", panel));
    this.camera = new Camera(
      this.video,
      (texts) => this.handleCodes(texts),
      () => this.handleChange(),
    );
  }

  /** Show the panel, and release the camera when the page is left. */
  offer() {
    this.panel.hidden = false;
    this.toggle.addEventListener("click", () => this.toggleCamera());
    document.addEventListener("keydown", (event) => this.handleKey(event));
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.stop();
    });
    globalThis.addEventListener("pagehide", () => this.stop());
  }

  async toggleCamera() {
    if (this.camera.isWanted) this.stop();
    else await this.start();
  }

  async start() {
    try {
      const started = this.camera.start();
      this.render();
      await started;
      this.render();
    } catch (error) {
      this.fail(error instanceof CameraError ? error.problem : "missing");
    }
  }

  stop() {
    this.camera.stop();
    this.render();
  }

  /** Release the camera and say why it is not used. @param {import("../../badges/static/readers/camera.mjs").Problem} problem */
  fail(problem) {
    this.camera.stop();
    this.render(problem);
  }

  /** @param {string[]} texts all codes of one frame */
  handleCodes(texts) {
    const token = texts.find(holdsToken);
    if (token === undefined) return;
    this.stop();
    this.onToken(token);
  }

  /** Give up a camera that was disconnected and could not be opened again. */
  handleChange() {
    if (this.camera.isOn) this.render();
    else this.fail("missing");
  }

  /** @param {KeyboardEvent} event */
  handleKey(event) {
    if (event.key !== "Escape" || !this.camera.isWanted) return;
    event.preventDefault();
    this.stop();
    this.toggle.focus();
  }

  /** Texts are attributes of the elements, by what they say: `data-start`, `data-hint` and so on. @param {string} [problem] */
  render(problem) {
    const { isOn, isWanted } = this.camera;
    showText(part("camera-act", this.toggle), this.toggle.dataset[isWanted ? "stop" : "start"]);
    this.video.hidden = !isOn;
    this.note.classList.toggle("is-problem", problem !== undefined);
    showText(this.note, this.note.dataset[problem ?? (isOn ? "hint" : "")]);
  }
}
