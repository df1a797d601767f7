/** The camera of the badge desk: it is on until the code of a pass or a badge is read, and reads as a scanner does. */
import { part, showText } from "../../../conference/static/js/dom.mjs";
import { siteStorage } from "../../../conference/static/js/site.mjs";
import { fillPlain } from "../../../conference/static/js/texts.mjs";
import { Camera, CameraError } from "../../badges/static/readers/camera.mjs";
import { cameraOptions } from "../../badges/static/readers/camera_options.mjs";
import { holdsToken } from "../../badges/static/readers/token_text.mjs";

/** Where the chosen camera is remembered, for this browser: its id and name. */
const CHOSEN = "desk-camera";

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
    this.choice = /** @type {HTMLSelectElement} */ (part("camera-choice", panel));
    /** @type {MediaDeviceInfo[]} the connected cameras, while one is on */
    this.cameras = [];
    this.camera = new Camera(
      this.video,
      (texts) => this.handleCodes(texts),
      () => this.handleChange(),
    );
    this.camera.chosen = readChosen() ?? this.camera.chosen;
  }

  /** Show the panel, and release the camera when the page is left. */
  offer() {
    this.panel.hidden = false;
    this.toggle.addEventListener("click", () => this.toggleCamera());
    this.choice.addEventListener("change", () => this.chooseCamera(this.choice.value));
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
      await this.offerCameras();
    } catch (error) {
      this.fail(error instanceof CameraError ? error.problem : "missing");
    }
  }

  /** Offer a choice where there are several cameras. */
  async offerCameras() {
    const { cameras, current } = await this.camera.findAbilities();
    this.cameras = cameras;
    this.choice.replaceChildren(
      ...cameraOptions(cameras, current, (n) => fillPlain(this.choice.dataset.number ?? "", { n: String(n) })),
    );
    this.choice.hidden = !this.camera.isOn || cameras.length < 2;
  }

  /** Read with another camera, also the next time on this browser. @param {string} id */
  async chooseCamera(id) {
    const camera = this.cameras.find(({ deviceId }) => deviceId === id);
    if (!camera) return;
    this.camera.chosen = { id, name: camera.label };
    siteStorage("localStorage")?.setItem(CHOSEN, JSON.stringify(this.camera.chosen));
    await this.start();
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
    if (!isOn) this.choice.hidden = true;
    this.note.classList.toggle("is-problem", problem !== undefined);
    showText(this.note, this.note.dataset[problem ?? (isOn ? "hint" : "")]);
  }
}

/** Return the camera that was chosen on this browser. @returns {import("../../badges/static/readers/camera.mjs").ChosenCamera | null} */
function readChosen() {
  try {
    const { id, name } = JSON.parse(siteStorage("localStorage")?.getItem(CHOSEN) ?? "null") ?? {};
    return typeof id === "string" && typeof name === "string" ? { id, name } : null;
  } catch {
    return null;
  }
}
