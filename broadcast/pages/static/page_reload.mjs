/**
 * Brings a page that is open for days to the files that the server has now.
 *
 * Every snapshot names the build of the server's pages. A page of another build loads itself again: at a random
 * moment within a minute, so that not all come at once; only when its own address has just answered with a page of
 * that build, so that no screen ever shows a browser's error page; and once for each build, so that two servers of
 * different builds do not send it to and fro. Where a hand is at work it waits, or says so and leaves it to the hand.
 */

import { BUILD, siteStorage } from "../../../conference/static/js/site.mjs";

const SPREAD_MS = 60_000;
const LOOK_AGAIN_MS = 30_000;
const ANSWER_WITHIN_MS = 8000;
const REMEMBER_MS = 3_600_000;
const MARK = "rostrum.renewed";
const HANDS_OFF_MS = 30_000;
const OURS = "X-Rostrum-Page";
const TOUCHES = ["pointerdown", "keydown", "input", "wheel", "touchmove"];

/**
 * @typedef {{
 *   own: string, storage: Pick<Storage, "getItem" | "setItem"> | null, address: () => string, reload: () => void,
 *   inUse?: () => boolean,
 * }} Page
 *   `inUse`: whether somebody is at work on it at this moment.
 * @typedef {{
 *   fetch: any, AbortController: any, setTimeout: any, clearTimeout: any, random: () => number, wall: () => number,
 * }} Environment
 */

export class Renewal {
  /** @param {Page} page @param {Environment} environment */
  constructor(page, environment) {
    this.page = page;
    this.environment = environment;
    /** @type {string | null} */
    this.wanted = null;
    /** @type {any} */
    this.timer = null;
  }

  /** The server's pages are of this build now. @param {string} build */
  heard(build) {
    if (build === (this.wanted ?? this.page.own)) return;
    this.environment.clearTimeout(this.timer);
    this.wanted = build === this.page.own ? null : build;
    if (this.wanted !== null) this.later(this.environment.random() * SPREAD_MS);
  }

  /** @param {number} afterMs */
  later(afterMs) {
    this.timer = this.environment.setTimeout(() => this.attempt(), afterMs);
  }

  async attempt() {
    const { wanted } = this;
    if (wanted === null) return;
    const ready = !this.page.inUse?.() && !this.wasTried(wanted) && (await this.isServed(wanted));
    if (wanted !== this.wanted) return;
    if (!ready || this.page.inUse?.() || !this.mark(wanted)) this.later(LOOK_AGAIN_MS);
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
      if (!response.ok || response.redirected || !response.headers.has(OURS)) return false;
      return (await response.text()).includes(`<meta name="build" content="${build}">`);
    } catch {
      return false;
    } finally {
      environment.clearTimeout(limit);
    }
  }

  /** The builds tried within the last hour, and when. @returns {Record<string, number>} */
  tried() {
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
    return build in this.tried();
  }

  /** Remember the attempt. False on a device that cannot: without a memory it might never end. @param {string} build */
  mark(build) {
    const { storage } = this.page;
    try {
      storage?.setItem(MARK, JSON.stringify({ ...this.tried(), [build]: this.environment.wall() }));
      return this.wasTried(build);
    } catch {
      return false;
    }
  }
}

/** Whether somebody has touched this page within the last half minute; a page that nobody sees is not in use. */
export function watchHands() {
  let touchedAt = -Infinity;
  const touch = () => {
    touchedAt = performance.now();
  };
  for (const type of TOUCHES) addEventListener(type, touch, { passive: true, capture: true });
  return () => document.visibilityState === "visible" && performance.now() - touchedAt < HANDS_OFF_MS;
}

/**
 * Renew this page by itself; give what it returns to a feed as `onBuild`.
 * @param {() => boolean} [inUse]
 */
export function renewal(inUse) {
  const page = {
    own: BUILD,
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
  const made = new Renewal(page, environment);
  return (/** @type {string} */ build) => made.heard(build);
}
