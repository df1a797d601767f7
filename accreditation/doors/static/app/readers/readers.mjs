/** Input at the door: scanner, camera, typing. The same code from two channels is one scan (CASES A18). */

import { part, setPressed, showText } from "../../../../../conference/static/js/dom.mjs";
import { stripDecoration } from "../../rules/decoration.mjs";
import { readShortCode } from "../../rules/short_code.mjs";
import { holdsToken } from "../../rules/token.mjs";
import { Camera, CameraError } from "./camera.mjs";
import { FrameCodes } from "./frame_codes.mjs";
import { RepeatFilter, Wedge } from "./wedge.mjs";

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
     * @type {((strokes: import("./layout.mjs").Stroke[]) => void) | null} receives the next burst while a scanner is calibrated
     */
    this.calibrating = null;
    this.listening = new AbortController();
    /** Id of the other one of two cameras. */
    this.nextCamera = "";
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
    part("turn").addEventListener("click", () => this.chooseCamera(this.nextCamera));
    part("cameras").addEventListener("change", () => {
      this.chooseCamera(/** @type {HTMLSelectElement} */ (part("cameras")).value);
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
    this.camera.chosenId = screen.choices.camera;
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

  /** @param {string} text @param {import("./layout.mjs").Stroke[]} strokes */
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
    const problem = part("camera-problem");
    showText(problem, null);
    if (this.camera.isOn) this.camera.stop();
    else this.showCameraProblem(await this.tryCamera(() => this.camera.start()));
    await this.renderCamera();
    await this.screen.choose({ isCameraOn: this.camera.isOn });
  }

  /**
   * @param {() => Promise<void>} start
   * @returns {Promise<import("./camera.mjs").Problem | null>} why the camera did not start
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

  /** @param {import("./camera.mjs").Problem | null} problem */
  showCameraProblem(problem) {
    showText(part("camera-problem"), problem && this.screen.words.text(`door.say.camera_${problem}`));
  }

  async renderCamera() {
    const { isOn } = this.camera;
    setPressed(part("camera"), isOn);
    part("video").hidden = !isOn;
    part("eye-shape").hidden = isOn;
    const { cameras, current, isFront, torch } = isOn ? await this.camera.findAbilities() : NO_ABILITIES;
    this.renderCameras(cameras, current);
    part("torch").hidden = !torch;
    setPressed(part("torch"), false);
    part("video").classList.toggle("is-mirrored", isFront);
  }

  /**
   * Offer the other one of two cameras, or a list of more.
   * @param {MediaDeviceInfo[]} cameras
   * @param {string} current
   */
  renderCameras(cameras, current) {
    this.nextCamera = cameras.find(({ deviceId }) => deviceId !== current)?.deviceId ?? "";
    part("turn").hidden = cameras.length !== 2;
    part("cameras").hidden = cameras.length < 3;
    const options = cameras.map(({ deviceId, label }, n) => {
      const name = label || this.screen.words.text("door.camera_number", { n: n + 1 });
      return new Option(name, deviceId, false, deviceId === current);
    });
    part("cameras").replaceChildren(...options);
  }

  /** Read with another camera, also after the next start. @param {string} id */
  async chooseCamera(id) {
    this.showCameraProblem(await this.tryCamera(() => this.camera.chooseCamera(id)));
    await this.screen.choose({ camera: this.camera.chosenId });
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
