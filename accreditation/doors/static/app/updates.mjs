/**
 * Updates of the app: registers the service worker, and activates a new build when no scan is in progress. Queue and
 * roster are in the vault, so they remain.
 */
import { doorsAddress } from "./urls.mjs";

const LOOK_EVERY_MS = 300_000;
const QUIET_LOOK_MS = 3000;

export class Updates {
  /** @param {{isQuiet: () => boolean}} parts */
  constructor({ isQuiet }) {
    this.isQuiet = isQuiet;
    this.isActivating = false;
    /** True when the new build answers requests while this page still belongs to the old one. */
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
      return; // no network at the first start, or a browser that forbids service workers: the page works until it is closed
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

  /** Check whether the server has a new build. */
  checkForBuild() {
    this.registration?.update().catch(() => {});
  }

  /** Activate a new build that is complete, if no scan is in progress; reload once it answers. */
  activateWaiting() {
    if (!this.isQuiet()) return;
    if (this.isReplaced) return location.reload(); // checked again: a scan may have started since the activation
    const waiting = this.registration?.waiting;
    if (!waiting || !navigator.serviceWorker.controller) return;
    this.isActivating = true;
    waiting.postMessage({ type: "take over" });
  }
}
