/** Input at the door: scanner, camera, typing. The same code from two channels is one scan (CASES A18). */

import { part, setPressed, showText } from "../../../../../conference/static/js/dom.mjs";
import { stripDecoration } from "../../rules/decoration.mjs";
import { Camera, CameraError } from "./camera.mjs";
import { RepeatFilter, Wedge } from "./wedge.mjs";

export class Readers {
  /** @param {import("../screens/door_screen.mjs").DoorScreen} screen */
  constructor(screen) {
    this.screen = screen;
    this.repeats = new RepeatFilter();
    this.typed = /** @type {HTMLInputElement} */ (document.getElementById("typed"));
    this.wedge = new Wedge((text, strokes) => this.handleBurst(text, strokes));
    this.camera = new Camera(
      part("video"),
      (text) => this.handleFrameText(text),
      () => this.renderCamera(),
    );
    /**
     * @type {((strokes: import("./layout.mjs").Stroke[]) => void) | null} receives the next burst while a scanner is calibrated
     */
    this.calibrating = null;
    this.listening = new AbortController();
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
    part("camera").addEventListener("click", () => this.toggleCamera());
    part("turn").addEventListener("click", () => this.tryCamera(() => this.camera.switchCamera()));
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
    part("direction").hidden = way !== "choose";
    showText(part("way"), way === "choose" ? null : screen.words.text(`door.way.${way}`));
    document.body.dataset.going = screen.direction;
    const chosen = document.querySelector(`[name="direction"][value="${screen.choices.direction}"]`);
    /** @type {HTMLInputElement} */ (chosen).checked = true;
  }

  /** @param {string} text @param {"camera" | "wedge" | "typed"} method */
  read(text, method) {
    if (method !== "typed") this.typed.value = "";
    if (this.repeats.isRepeat(stripDecoration(text), performance.now())) return;
    this.screen.scan(text, method);
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
    this.read(text, "typed");
  }

  /** @param {SubmitEvent} event */
  handleSubmit(event) {
    event.preventDefault();
    const text = this.typed.value;
    this.typed.value = "";
    this.typed.blur();
    if (text.trim()) this.read(text, "typed");
  }

  toggleCamera() {
    if (!this.camera.isOn) return this.tryCamera(() => this.camera.start());
    this.camera.stop();
    return this.renderCamera();
  }

  /** @param {() => Promise<void>} start */
  async tryCamera(start) {
    const problem = part("camera-problem");
    showText(problem, null);
    try {
      await start();
    } catch (error) {
      this.camera.stop();
      showText(
        problem,
        this.screen.words.text(`door.say.camera_${error instanceof CameraError ? error.problem : "missing"}`),
      );
    }
    await this.renderCamera();
  }

  async renderCamera() {
    const { isOn } = this.camera;
    setPressed(part("camera"), isOn);
    part("video").hidden = !isOn;
    part("eye-shape").hidden = isOn;
    const { turn, torch } = isOn ? await this.camera.findAbilities() : { turn: false, torch: false };
    part("turn").hidden = !turn;
    part("torch").hidden = !torch;
    setPressed(part("torch"), false);
    part("video").classList.toggle("is-mirrored", this.camera.facing === "user");
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
