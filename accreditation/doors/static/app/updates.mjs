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
    this.isActivating = false;
    /** The new build answers already, and this page is still the old one's. */
    this.isReplaced = false;
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
      this.isReplaced = this.isActivating;
      this.activateWaiting();
    });
    this.registration?.addEventListener("updatefound", () => {
      this.registration?.installing?.addEventListener("statechange", () => this.activateWaiting());
    });
    setInterval(() => this.checkForBuild(), LOOK_EVERY_MS);
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.checkForBuild();
    });
    setInterval(() => this.activateWaiting(), QUIET_LOOK_MS);
  }

  /** Ask whether there is a new build. */
  checkForBuild() {
    this.registration?.update().catch(() => {});
  }

  /** Change over if a new build is there, complete, and nobody is at work. */
  activateWaiting() {
    if (!this.isQuiet()) return;
    if (this.isReplaced) return location.reload(); // quiet again: between the word and the change somebody may scan
    const waiting = this.registration?.waiting;
    if (!waiting || !navigator.serviceWorker.controller) return;
    this.isActivating = true;
    waiting.postMessage({ type: "take over" });
  }
}
