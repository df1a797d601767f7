/**
 * Keeps the app itself: registers the service worker, and lets a new build take over when the door is quiet. What is
 * queued and listed lies in the vault and outlives the change.
 */
import { doorsAddress } from "./urls.mjs";

const LOOK_EVERY_MS = 300_000;
const QUIET_LOOK_MS = 3000;

export class Updates {
  /** @param {{isQuiet: () => boolean}} parts */
  constructor({ isQuiet }) {
    this.isQuiet = isQuiet;
    this.isTaking = false;
    /** The new build answers already, and this page is still the old one's. */
    this.hasTaken = false;
    /** @type {ServiceWorkerRegistration | null} */
    this.registration = null;
  }

  async register() {
    const options = /** @type {RegistrationOptions} */ ({ scope: doorsAddress(""), updateViaCache: "none" });
    this.registration = await navigator.serviceWorker.register(doorsAddress("worker.mjs"), options);
  }

  async start() {
    if (!("serviceWorker" in navigator)) return;
    try {
      await this.register();
    } catch {
      return; // no network at the very first start, or a browser that forbids it: the page works until it is closed
    }
    navigator.serviceWorker.addEventListener("controllerchange", () => {
      this.hasTaken = this.isTaking;
      this.takeOver();
    });
    this.registration?.addEventListener("updatefound", () => {
      this.registration?.installing?.addEventListener("statechange", () => this.takeOver());
    });
    setInterval(() => this.look(), LOOK_EVERY_MS);
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.look();
    });
    setInterval(() => this.takeOver(), QUIET_LOOK_MS);
  }

  /** Ask whether there is a new build. */
  look() {
    this.registration?.update().catch(() => {});
  }

  /** Change over if a new build is there, complete, and nobody is at work. */
  takeOver() {
    if (!this.isQuiet()) return;
    if (this.hasTaken) return location.reload(); // quiet again: between the word and the change somebody may scan
    const waiting = this.registration?.waiting;
    if (!waiting || !navigator.serviceWorker.controller) return;
    this.isTaking = true;
    waiting.postMessage({ type: "take over" });
  }
}
