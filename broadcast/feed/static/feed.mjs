/**
 * Follows the feed of one language and keeps its board true, or says since when it is not.
 *
 * WebSocket first, Server-Sent Events where that cannot be opened, polling last; whoever landed on a lesser
 * one keeps trying for the better. Reconnects with exponential back-off and full jitter, and resumes at the
 * revision held. After two missed ticks the standing is no longer live: the page then says when the board
 * was last confirmed, and goes on showing it. A server that says goodbye is not a failure: the feed comes
 * back when it was asked to, and no sooner.
 *
 * @typedef {import("./board.mjs").Board} Board
 * @typedef {import("./transports.mjs").Line} Line
 * @typedef {import("./transports.mjs").Environment} Environment
 * @typedef {{live: boolean, confirmedAt: number | null, transport: string | null}} Standing
 *   `confirmedAt` is the server's time in ms of the last word from it.
 * @typedef {{language: string, base?: string, screen?: string | null, pageAt?: string | null}} Subject
 *   `base`: where the feed of this site is, without a slash at its end.
 * @typedef {{
 *   onBoard: (board: Board, changed: string[]) => void, onStanding: (standing: Standing) => void,
 *   onBuild?: (build: string) => void,
 * }} Listeners
 *   `onBuild` is told the build of the pages' files with every snapshot that names one.
 */

import { SITE, siteStorage } from "../../../conference/static/js/site.mjs";
import { emptyBoard, receive } from "./board.mjs";
import { Keep } from "./board_cache.mjs";
import { ServerClock } from "./clock.mjs";
import { TRANSPORTS } from "./transports.mjs";

export const MISSED_TICKS = 2;
const TICK_GRACE_MS = 750;
const FIRST_ANSWER_WITHIN_MS = 6000;
const FIRST_STANDING_AFTER_MS = 3000;
const BACKOFF_FIRST_MS = 1000;
const MAX_BACKOFF_MS = 15_000;
const MIN_BACKOFF_MS = 50;
const PATIENCE_AFTER_SUCCESS = 4;
/** A goodbye may ask for no longer absence than this. */
const MAX_AWAY_S = 120;
/** A cache hands out no older answer than this; one from further back means that the server's clock was set. */
const MAX_CACHED_MS = 60_000;
const PROBE_FIRST_MS = 30_000;
const MAX_PROBE_MS = 600_000;

/**
 * How long to wait before attempt number `attempt` (from 0): full jitter under a doubling bound.
 * @param {number} attempt
 * @param {() => number} random
 */
export function backoff(attempt, random) {
  const bound = Math.min(MAX_BACKOFF_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.max(MIN_BACKOFF_MS, random() * bound);
}

export class Feed {
  /**
   * `pageAt`: when the server vouched for what the page came with, if it came with a state; what was kept from
   * before that is not shown over it.
   * @param {Subject & {storage?: any}} subject
   * @param {Environment} environment
   * @param {Listeners} listeners
   */
  constructor(
    { language, base = `${SITE}feed/v1`, screen = null, pageAt = null, storage = null },
    environment,
    listeners,
  ) {
    this.language = language;
    this.base = base;
    this.screen = screen;
    this.environment = environment;
    this.listeners = listeners;
    this.keep = new Keep(storage, language, environment);
    const { board, sighting } = this.keep.read();
    /** @type {Board} */
    this.board = board ?? emptyBoard(language);
    this.clock = new ServerClock(environment, sighting);
    /** @type {Standing} */
    this.standing = { live: false, confirmedAt: sighting?.serverAt ?? null, transport: null };
    this.keptIsNews = board !== null;
    if (pageAt !== null && !((sighting?.serverAt ?? -Infinity) >= Date.parse(pageAt))) {
      this.keptIsNews = false;
      this.standing = { ...this.standing, confirmedAt: Date.parse(pageAt) };
    }
    /** @type {Line | null} */
    this.line = null;
    /** @type {Line | null} */
    this.probe = null;
    /** @type {Map<string, any>} */
    this.timers = new Map();
    this.transport = 0;
    this.attempt = 0;
    this.failures = 0;
    this.probeAfterMs = PROBE_FIRST_MS;
    this.established = false;
    this.webSocketWorked = false;
    this.awayUntil = -Infinity;
    /** The server's time when it last vouched for what it said. @type {number} */
    this.vouchedAt = -Infinity;
    this.closed = false;
  }

  /** Show what was kept and connect. */
  open() {
    if (this.keptIsNews) this.listeners.onBoard(this.board, [...this.board.entries.keys()]);
    this.arm("stale", FIRST_STANDING_AFTER_MS, () => this.turnStale());
    this.connect();
  }

  /** Stop for good. */
  close() {
    this.closed = true;
    for (const name of [...this.timers.keys()]) this.disarm(name);
    this.line?.close();
    this.probe?.close();
    this.line = this.probe = null;
    this.keep.flush();
  }

  /** Do not wait for the next attempt: the network is said to be back. A server that asked for a pause gets it. */
  hurry() {
    if (this.closed || this.line !== null || this.environment.monotonic() < this.awayUntil) return;
    this.attempt = 0;
    this.connect();
  }

  /**
   * Tell the server that the screen has painted this revision (after the paint, never before).
   * @param {Board} board
   */
  shown(board) {
    if (this.screen === null || board.epoch === null) return;
    const { epoch, offset, language } = board;
    this.line?.send?.({ type: "shown", screen: this.screen, epoch, offset, language });
  }

  /** The server's time in ms, or null when it cannot be known. */
  now() {
    return this.clock.now();
  }

  /** @param {string} name @param {number} afterMs @param {() => void} act */
  arm(name, afterMs, act) {
    this.disarm(name);
    const fire = () => {
      this.timers.delete(name);
      act();
    };
    this.timers.set(name, this.environment.setTimeout(fire, afterMs));
  }

  /** @param {string} name */
  disarm(name) {
    if (this.timers.has(name)) this.environment.clearTimeout(this.timers.get(name));
    this.timers.delete(name);
  }

  connect() {
    this.disarm("reconnect");
    this.established = false;
    this.line = this.dial(this.transport);
    if (this.line === null) this.retryLater();
    else this.watch(this.line, FIRST_ANSWER_WITHIN_MS);
  }

  /** @param {number} transport @returns {Line | null} */
  dial(transport) {
    const { board, base, language, screen } = this;
    const { epoch, offset, tickS } = board;
    const address = { base, language, screen, epoch, offset, tickS };
    try {
      /** @type {Line} */
      const line = TRANSPORTS[transport](this.environment, address, {
        onMessage: (message) => this.hear(line, message),
        onLost: () => this.lose(line),
      });
      return line;
    } catch {
      return null;
    }
  }

  /** @param {Line} line @param {number} withinMs */
  watch(line, withinMs) {
    this.arm("watch", withinMs, () => this.lose(line));
  }

  /** @param {Line} line @param {any} message */
  hear(line, message) {
    if (message?.type === "goodbye") return this.leave(line, message.retry_after_s);
    if (line === this.probe && message.type === "snapshot") this.promoteProbe();
    if (this.closed || line !== this.line || this.isCached(line, message)) return;
    const { board, changed, behind } = receive(this.board, message);
    if (behind) {
      this.board = board;
      this.lose(line);
      return;
    }
    if (message.type === "tick" || this.established) this.attempt = 0;
    if (message.type === "snapshot") this.establish(line);
    const moved = board !== this.board;
    this.board = board;
    this.confirm(line, message);
    if (moved || message.type === "snapshot") this.listeners.onBoard(board, changed);
    if (moved) this.keep.board(board);
    if (message.type === "snapshot" && message.build) this.listeners.onBuild?.(message.build);
  }

  /**
   * The server asked to be left alone for so many seconds: nobody's failure, so neither the transport nor the
   * back-off changes, and the standing is judged by its ticks as ever.
   * @param {Line} line @param {unknown} afterS
   */
  leave(line, afterS) {
    if (line !== this.line || typeof afterS !== "number" || !(afterS >= 0)) return this.lose(line);
    line.close();
    this.line = null;
    this.disarm("watch");
    this.dropProbe();
    this.attempt = 0;
    const afterMs = Math.min(afterS, MAX_AWAY_S) * 1000;
    this.awayUntil = this.environment.monotonic() + afterMs;
    this.arm("reconnect", afterMs, () => this.connect());
  }

  /** Whether a cache has answered with what is known: that confirms nothing. @param {Line} line @param {any} message */
  isCached(line, message) {
    const behindMs = this.vouchedAt - Date.parse(message.at ?? "");
    return line.name === "polling" && behindMs >= 0 && behindMs < MAX_CACHED_MS;
  }

  /** @param {Line} line */
  establish(line) {
    if (this.established) return;
    this.established = true;
    this.failures = 0;
    if (this.transport === 0) this.webSocketWorked = true;
    else this.probeLater();
    this.standing = { ...this.standing, transport: line.name };
  }

  /** @param {Line} line @param {any} message */
  confirm(line, message) {
    const told = Date.parse(message.at ?? "");
    const at = Number.isNaN(told) ? (this.clock.now() ?? this.environment.wall()) : told;
    if (!Number.isNaN(told)) this.vouchedAt = told;
    if (Number.isNaN(told)) this.keep.confirmed({ serverAt: at, deviceAt: this.environment.wall() });
    else this.keep.confirmed(this.clock.hear(told));
    const missedMs = MISSED_TICKS * this.board.tickS * 1000 + TICK_GRACE_MS;
    this.arm("stale", missedMs, () => this.turnStale());
    this.watch(line, missedMs);
    const returned = !this.standing.live;
    this.standing = { ...this.standing, live: true, confirmedAt: at };
    if (returned) this.listeners.onStanding(this.standing);
  }

  turnStale() {
    this.standing = { ...this.standing, live: false };
    this.listeners.onStanding(this.standing);
  }

  /** @param {Line} line */
  lose(line) {
    line.close();
    if (line === this.probe) {
      this.probe = null;
      this.probeLater();
      return;
    }
    if (this.closed || line !== this.line) return;
    this.line = null;
    this.disarm("watch");
    this.dropProbe();
    this.retryLater();
  }

  retryLater() {
    this.line = null;
    if (!this.established) {
      this.failures += 1;
      const patience = this.transport === 0 && this.webSocketWorked ? PATIENCE_AFTER_SUCCESS : 1;
      if (this.failures >= patience) {
        this.transport = (this.transport + 1) % TRANSPORTS.length;
        this.failures = 0;
      }
    }
    this.arm("reconnect", backoff(this.attempt, this.environment.random), () => this.connect());
    this.attempt += 1;
  }

  probeLater() {
    if (this.closed || this.transport === 0) return;
    this.arm("probe", this.probeAfterMs, () => {
      this.probe = this.dial(0);
      const { probe } = this;
      if (probe === null) this.probeLater();
      else this.arm("probe", FIRST_ANSWER_WITHIN_MS, () => this.lose(probe));
    });
    this.probeAfterMs = Math.min(MAX_PROBE_MS, this.probeAfterMs * 2);
  }

  dropProbe() {
    this.disarm("probe");
    this.probe?.close();
    this.probe = null;
  }

  promoteProbe() {
    const better = this.probe;
    this.disarm("probe");
    this.probe = null;
    this.line?.close();
    this.line = better;
    this.transport = 0;
    this.established = false;
    this.probeAfterMs = PROBE_FIRST_MS;
  }
}

/** What a real browser offers to a feed. @returns {Environment} */
export function browserEnvironment() {
  return {
    WebSocket: globalThis.WebSocket,
    EventSource: globalThis.EventSource,
    AbortController: globalThis.AbortController,
    fetch: globalThis.fetch.bind(globalThis),
    location: globalThis.location,
    setTimeout: globalThis.setTimeout.bind(globalThis),
    clearTimeout: globalThis.clearTimeout.bind(globalThis),
    random: Math.random,
    monotonic: () => performance.now(),
    wall: () => Date.now(),
  };
}

/**
 * Open a feed in this page: it reconnects at once when the network returns, and keeps its last state when
 * the page goes.
 * @param {Subject} subject
 * @param {Listeners} listeners
 * @param {(feed: Feed) => void} [made] is given the feed before it speaks for the first time
 */
export function openFeed(subject, listeners, made) {
  const feed = new Feed({ ...subject, storage: siteStorage("localStorage") }, browserEnvironment(), listeners);
  made?.(feed);
  addEventListener("online", () => feed.hurry());
  addEventListener("pageshow", () => feed.hurry());
  addEventListener("pagehide", () => feed.keep.flush());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") feed.hurry();
    else feed.keep.flush();
  });
  feed.open();
  return feed;
}

/**
 * Call `act` once the browser has painted what was changed before the call.
 * @param {() => void} act
 */
export function afterPaint(act) {
  requestAnimationFrame(() => requestAnimationFrame(act));
}
