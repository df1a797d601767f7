/** Input at the door: scanner, camera, typing. The same code from two channels is one scan (CASES A18). */

import { part, setPressed, showText } from "../../../../../conference/static/js/dom.mjs";
import { Camera, CameraError } from "../../../../badges/static/readers/camera.mjs";
import { cameraOptions } from "../../../../badges/static/readers/camera_options.mjs";
import { holdsToken, stripDecoration } from "../../../../badges/static/readers/token_text.mjs";
import { RepeatFilter, Wedge } from "../../../../badges/static/readers/wedge.mjs";
import { readShortCode } from "../../rules/short_code.mjs";
import { FrameCodes } from "./frame_codes.mjs";

const NO_ABILITIES = { cameras: [], current: "", isFront: false, torch: false };

export class Readers {
  /** @param {import("../screens/door_screen.mjs").DoorScreen} screen */
  constructor(screen) {
    this.screen = screen;
    this.repeats = new RepeatFilter();
    this.frameCodes = new FrameCodes();
    this.typed = /** @type {HTMLInputElement} */ (document.getElementById("typed"));
    this.wedge = new Wedge((text, strokes) => this.handleBurst(text, strokes));
    this.camera = new Camera(
      part("video"),
      (texts) => this.handleFrame(texts),
      () => this.renderCamera(),
    );
    /**
     * @type {((strokes: import("../../../../badges/static/readers/layout.mjs").Stroke[]) => void) | null} receives the next burst while a scanner is calibrated
     */
    this.calibrating = null;
    this.listening = new AbortController();
    /** @type {MediaDeviceInfo[]} the connected cameras, while one is on */
    this.cameras = [];
    /** Id of the camera that is on. */
    this.currentCamera = "";
    /** @type {import("../../../../badges/static/readers/camera.mjs").Problem | "replaced" | null} */
    this.cameraProblem = null;
  }

  start() {
    const { signal } = this.listening;
    const capture = { capture: true, signal };
    document.addEventListener("keydown", (event) => this.handleKey(event), capture);
    document.addEventListener(
      "keypress",
      (event) => {
        if (this.wedge.inBurst) event.preventDefault();
      },
      capture,
    );
    document.addEventListener("pointerdown", () => this.screen.sounds.unlock(), capture);
    document.addEventListener(
      "visibilitychange",
      () => {
        if (!document.hidden) this.resume();
      },
      { signal },
    );
    document.addEventListener("paste", (event) => this.handlePaste(event), { signal });
    part("typed").addEventListener("submit", (/** @type {SubmitEvent} */ event) => this.handleSubmit(event));
    this.typed.addEventListener("input", () => this.showTypedProblem(null));
    part("camera").addEventListener("click", () => this.toggleCamera());
    navigator.mediaDevices?.addEventListener("devicechange", () => this.handleDeviceChange(), { signal });
    part("turn").addEventListener("click", () => {
      this.chooseCamera(this.cameras.find(({ deviceId }) => deviceId !== this.currentCamera));
    });
    part("cameras").addEventListener("change", () => {
      const { value } = /** @type {HTMLSelectElement} */ (part("cameras"));
      this.chooseCamera(this.cameras.find(({ deviceId }) => deviceId === value));
    });
    part("torch").addEventListener("click", () => this.toggleTorch());
    part("direction").addEventListener("change", (/** @type {Event} */ event) => {
      this.screen.choose({ direction: /** @type {any} */ (event.target).value });
    });
    this.requestWakeLock();
  }

  stop() {
    this.camera.stop();
    this.listening.abort();
  }

  render() {
    const { screen } = this;
    const way = screen.door?.way ?? "choose";
    this.wedge.layout = screen.choices.layout;
    this.camera.chosen = { id: screen.choices.camera, name: screen.choices.cameraName };
    this.showCameraProblem(this.cameraProblem);
    this.renderCameras();
    part("direction").hidden = way !== "choose";
    showText(part("way"), way === "choose" ? null : screen.words.text(`door.way.${way}`));
    document.body.dataset.going = screen.direction;
    const chosen = document.querySelector(`[name="direction"][value="${screen.choices.direction}"]`);
    /** @type {HTMLInputElement} */ (chosen).checked = true;
  }

  /** @param {string} text @param {"camera" | "wedge" | "typed"} method */
  read(text, method) {
    if (method !== "typed") this.clearTyped();
    if (this.repeats.isRepeat(stripDecoration(text), performance.now())) return;
    this.screen.scan(text, method);
  }

  /** Read a badge among the codes of one frame, else another code. @param {string[]} texts */
  handleFrame(texts) {
    const text = this.frameCodes.choose(texts, performance.now());
    if (text !== null) this.handleFrameText(text);
  }

  /** Read a code from the camera, but not while a dialog covers the verdict. @param {string} text */
  handleFrameText(text) {
    if (!document.querySelector("dialog[open]")) this.read(text, "camera");
  }

  /** Accept the same badge again after its verdict was closed, unless a camera may still see it. */
  forgetRepeats() {
    if (!this.camera.isOn) this.repeats.forget();
  }

  /** @param {string} text @param {import("../../../../badges/static/readers/layout.mjs").Stroke[]} strokes */
  handleBurst(text, strokes) {
    if (this.calibrating) this.calibrating(strokes);
    else this.read(text, "wedge");
  }

  /** @param {KeyboardEvent} event */
  handleKey(event) {
    this.screen.sounds.unlock();
    const dialog = document.querySelector("dialog[open]");
    if (event.key === "Escape" && this.screen.verdict.isOpen && !dialog) return this.screen.verdict.close();
    if (dialog && !this.calibrating) return undefined;
    if (this.wedge.takeKey(event, !isField(event.target))) {
      event.preventDefault();
      event.stopPropagation();
    }
    return undefined;
  }

  /** @param {ClipboardEvent} event */
  handlePaste(event) {
    const text = event.clipboardData?.getData("text") ?? "";
    if (isField(event.target) || !text || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    if (readShortCode(text)?.sound === false) this.refuseTyped(text);
    else this.read(text, "typed");
  }

  /** @param {SubmitEvent} event */
  handleSubmit(event) {
    event.preventDefault();
    const text = this.typed.value;
    if (!text.trim()) return;
    if (!readShortCode(text)?.sound && !holdsToken(text)) return this.refuseTyped(text);
    this.clearTyped();
    this.typed.blur();
    this.read(text, "typed");
  }

  /** Show beside the field that its number is mistyped, and select it: no person has been decided on. @param {string} text */
  refuseTyped(text) {
    this.typed.value = text;
    this.showTypedProblem(this.screen.words.text("door.typed_wrong"));
    this.typed.focus();
    this.typed.select();
  }

  clearTyped() {
    this.typed.value = "";
    this.showTypedProblem(null);
  }

  /** @param {string | null} problem */
  showTypedProblem(problem) {
    this.typed.setAttribute("aria-invalid", String(problem !== null));
    showText(part("typed-problem"), problem);
  }

  /** Switch the camera on at the start, unless it was switched off: the browser asks once, and a refusal is kept. */
  async startCamera() {
    if (this.screen.choices.isCameraOn === false) return;
    const problem = await this.tryCamera(() => this.camera.start());
    if (problem === "refused") await this.screen.choose({ isCameraOn: false });
  }

  async toggleCamera() {
    this.showCameraProblem(null);
    if (this.camera.isOn) {
      this.camera.stop();
      await this.renderCamera();
    } else {
      await this.startOrExplain(() => this.camera.start());
    }
    await this.screen.choose({ isCameraOn: this.camera.isOn });
  }

  /**
   * @param {() => Promise<void>} start
   * @returns {Promise<import("../../../../badges/static/readers/camera.mjs").Problem | null>} why the camera did not start
   */
  async tryCamera(start) {
    try {
      await start();
      return null;
    } catch (error) {
      this.camera.stop();
      return error instanceof CameraError ? error.problem : "missing";
    } finally {
      await this.renderCamera();
    }
  }

  /** Start the camera; show why it did not start. @param {() => Promise<void>} start */
  async startOrExplain(start) {
    const problem = await this.tryCamera(start);
    if (problem) this.showCameraProblem(problem);
  }

  /** @param {import("../../../../badges/static/readers/camera.mjs").Problem | "replaced" | null} problem */
  showCameraProblem(problem) {
    this.cameraProblem = problem;
    showText(part("camera-problem"), problem && this.screen.words.text(`door.say.camera_${problem}`));
  }

  async renderCamera() {
    const { isOn } = this.camera;
    setPressed(part("camera"), isOn);
    part("video").hidden = !isOn;
    part("eye-shape").hidden = isOn;
    const { cameras, current, isFront, torch } = isOn ? await this.camera.findAbilities() : NO_ABILITIES;
    this.cameras = cameras;
    this.currentCamera = current;
    if (isOn) this.showCameraProblem(this.camera.isReplaced ? "replaced" : null);
    this.renderCameras();
    part("torch").hidden = !torch;
    setPressed(part("torch"), false);
    part("video").classList.toggle("is-mirrored", isFront);
  }

  /** Offer the other one of two cameras, or a list of more; a list too while the chosen one is replaced. */
  renderCameras() {
    const { cameras, currentCamera } = this;
    const { isOn, isReplaced } = this.camera;
    const mustChoose = isOn && isReplaced;
    part("turn").hidden = cameras.length !== 2 || mustChoose;
    part("cameras").hidden = cameras.length < 3 && !mustChoose;
    const options = cameraOptions(cameras, mustChoose ? "" : currentCamera, (n) =>
      this.screen.words.text("door.camera_number", { n }),
    );
    if (mustChoose) options.unshift(new Option(this.screen.words.text("door.camera_choose"), "", true, true));
    part("cameras").replaceChildren(...options);
  }

  /** Read with another camera, also after the next start. @param {MediaDeviceInfo | undefined} camera */
  async chooseCamera(camera) {
    if (!camera) return;
    const chosen = { id: camera.deviceId, name: camera.label };
    await this.startOrExplain(() => this.camera.chooseCamera(chosen));
    await this.screen.choose({ camera: chosen.id, cameraName: chosen.name });
  }

  /** Return to the chosen camera once it is connected again. */
  async handleDeviceChange() {
    if (!this.camera.isOn) return;
    const hasReturned = this.camera.isReplaced && (await this.camera.findChosen()) !== null;
    if (hasReturned) await this.startOrExplain(() => this.camera.start());
    else await this.renderCamera();
  }

  async toggleTorch() {
    const on = part("torch").getAttribute("aria-pressed") !== "true";
    try {
      await this.camera.setTorch(on);
      setPressed(part("torch"), on);
    } catch {
      part("torch").hidden = true; // announced by the browser, refused by the phone
    }
  }

  resume() {
    this.requestWakeLock();
    this.camera.revive().then(
      () => this.renderCamera(),
      () => this.renderCamera(),
    );
  }

  /** Keep the screen on, so that the camera goes on reading. */
  async requestWakeLock() {
    try {
      await /** @type {any} */ (navigator).wakeLock?.request("screen");
    } catch {
      // refused on low battery; then the phone's own setting applies
    }
  }
}

/**
 * Tell whether a person can type into the target of an event.
 * @param {EventTarget | null} target
 */
function isField(target) {
  return (target instanceof HTMLInputElement && target.type !== "radio") || target instanceof HTMLSelectElement;
}
