/**
 * Reloads a page that is open for days once the server has other files.
 *
 * Every snapshot names the build of the server's pages. A page of another build reloads itself: at a random
 * moment within a minute, to spread the load; only when its own address has just answered with a page of that build,
 * so that no screen shows a browser's error page; and once for each build, so that two servers of different builds
 * do not cause reloads without end. A page in use waits, or offers the reload to its user.
 */

import { PAGE_BUILD, siteStorage } from "../../../conference/static/js/site.mjs";

const SPREAD_MS = 60_000;
const RETRY_AFTER_MS = 30_000;
const ANSWER_WITHIN_MS = 8000;
const REMEMBER_MS = 3_600_000;
const MARK = "rostrum.renewed";
const IDLE_AFTER_MS = 30_000;
const PAGE_HEADER = "X-Rostrum-Page";
const INPUT_EVENTS = ["pointerdown", "keydown", "input", "wheel", "touchmove"];

/**
 * @typedef {{
 *   own: string, storage: Pick<Storage, "getItem" | "setItem"> | null, address: () => string, reload: () => void,
 *   inUse?: () => boolean,
 * }} Page
 *   `inUse`: whether a person uses the page at this moment.
 * @typedef {{
 *   fetch: any, AbortController: any, setTimeout: any, clearTimeout: any, random: () => number, wall: () => number,
 * }} Environment
 */

export class PageReload {
  /** @param {Page} page @param {Environment} environment */
  constructor(page, environment) {
    this.page = page;
    this.environment = environment;
    /** @type {string | null} */
    this.wanted = null;
    /** @type {any} */
    this.timer = null;
  }

  /** Note the build that the server serves now. @param {string} build */
  setServedBuild(build) {
    if (build === (this.wanted ?? this.page.own)) return;
    this.environment.clearTimeout(this.timer);
    this.wanted = build === this.page.own ? null : build;
    if (this.wanted !== null) this.attemptLater(this.environment.random() * SPREAD_MS);
  }

  /** @param {number} afterMs */
  attemptLater(afterMs) {
    this.timer = this.environment.setTimeout(() => this.attempt(), afterMs);
  }

  async attempt() {
    const { wanted } = this;
    if (wanted === null) return;
    const ready = !this.page.inUse?.() && !this.wasTried(wanted) && (await this.isServed(wanted));
    if (wanted !== this.wanted) return;
    if (!ready || this.page.inUse?.() || !this.rememberAttempt(wanted)) this.attemptLater(RETRY_AFTER_MS);
    else this.page.reload();
  }

  /** Whether this page's own address answers with a page of that build. @param {string} build */
  async isServed(build) {
    const { environment } = this;
    const abort = new environment.AbortController();
    const limit = environment.setTimeout(() => abort.abort(), ANSWER_WITHIN_MS);
    try {
      const options = { cache: "reload", headers: { Accept: "text/html" }, signal: abort.signal };
      const response = await environment.fetch(this.page.address(), options);
      if (!response.ok || response.redirected || !response.headers.has(PAGE_HEADER)) return false;
      return (await response.text()).includes(`<meta name="build" content="${build}">`);
    } catch {
      return false;
    } finally {
      environment.clearTimeout(limit);
    }
  }

  /** The builds tried within the last hour, and when. @returns {Record<string, number>} */
  listAttempts() {
    const { storage } = this.page;
    const since = this.environment.wall() - REMEMBER_MS;
    try {
      const kept = Object.entries(JSON.parse(storage?.getItem(MARK) ?? "{}"));
      return Object.fromEntries(kept.filter(([, at]) => typeof at === "number" && at > since));
    } catch {
      return {};
    }
  }

  /** @param {string} build */
  wasTried(build) {
    return build in this.listAttempts();
  }

  /** Store the attempt. False on a device without storage, where reloads might never end. @param {string} build */
  rememberAttempt(build) {
    const { storage } = this.page;
    try {
      storage?.setItem(MARK, JSON.stringify({ ...this.listAttempts(), [build]: this.environment.wall() }));
      return this.wasTried(build);
    } catch {
      return false;
    }
  }
}

/** Whether a person has used this page within the last half minute; a hidden page is not in use. */
export function watchUse() {
  let inputAt = -Infinity;
  const noteInput = () => {
    inputAt = performance.now();
  };
  for (const type of INPUT_EVENTS) addEventListener(type, noteInput, { passive: true, capture: true });
  return () => document.visibilityState === "visible" && performance.now() - inputAt < IDLE_AFTER_MS;
}

/**
 * Reload this page when the build changes; pass the result to a feed as `onBuild`.
 * @param {() => boolean} [inUse]
 */
export function reloadOnNewBuild(inUse) {
  const page = {
    own: PAGE_BUILD,
    storage: siteStorage("sessionStorage"),
    address: () => location.href.split("#")[0],
    reload: () => location.reload(),
    inUse,
  };
  const environment = {
    fetch: globalThis.fetch.bind(globalThis),
    AbortController: globalThis.AbortController,
    setTimeout: globalThis.setTimeout.bind(globalThis),
    clearTimeout: globalThis.clearTimeout.bind(globalThis),
    random: Math.random,
    wall: () => Date.now(),
  };
  const made = new PageReload(page, environment);
  return (/** @type {string} */ build) => made.setServedBuild(build);
}
