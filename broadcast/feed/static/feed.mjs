/**
 * The board of one language, kept up to date by the feed, and since when it is not.
 *
 * WebSocket first, Server-Sent Events where it cannot be opened, polling last; with one of the latter two, the
 * WebSocket is tried again from time to time. Reconnects with exponential back-off and full jitter, and resumes at the
 * revision held. After two missed ticks the state is no longer live: the page then shows when the board was
 * last confirmed, and keeps showing it. A goodbye of the server is no failure: the feed connects again at the
 * requested time, not earlier.
 *
 * @typedef {import("./board.mjs").Board} Board
 * @typedef {import("./transports.mjs").Connection} Connection
 * @typedef {import("./transports.mjs").Environment} Environment
 * @typedef {{live: boolean, confirmedAt: number | null, transport: string | null}} FeedState
 *   `confirmedAt` is the server's time in ms of its last message.
 * @typedef {{language: string, base?: string, screen?: string | null, pageAt?: string | null}} Subject
 *   `base`: where the feed of this site is, without a slash at its end.
 * @typedef {{
 *   onBoard: (board: Board, changed: string[]) => void, onState: (state: FeedState) => void,
 *   onPrivate?: (message: any, answer: (message: object) => void) => void,
 *   onBuild?: (build: string) => void, onTick?: () => void,
 * }} Listeners
 *   `onBuild` gets the build of the pages' files from every snapshot that names one, `onPrivate` each message for this
 *   client alone, with what answers it on the same connection.
 */

import { SITE, siteStorage } from "../../../conference/static/js/site.mjs";
import { emptyBoard, receive } from "./board.mjs";
import { BoardCache } from "./board_cache.mjs";
import { readPageTime, ServerClock } from "./clock.mjs";
import { TRANSPORTS } from "./transports.mjs";

export const MISSED_TICKS = 2;
const TICK_GRACE_MS = 750;
const FIRST_ANSWER_WITHIN_MS = 6000;
/** Messages for one client alone (docs/wire.md); they say nothing of the board. */
const PRIVATE_TYPES = new Set(["challenge", "assignment", "command"]);
const FIRST_STATE_AFTER_MS = 3000;
const BACKOFF_FIRST_MS = 1000;
const MAX_BACKOFF_MS = 15_000;
const MIN_BACKOFF_MS = 50;
const PATIENCE_AFTER_SUCCESS = 4;
/** The longest pause that a goodbye may request. */
const MAX_PAUSE_S = 120;
/** No cache answers with anything older; an earlier time means that the server's clock was set back. */
const MAX_CACHED_MS = 60_000;
const PROBE_FIRST_MS = 30_000;
const MAX_PROBE_MS = 600_000;

/**
 * Milliseconds before attempt number `attempt` (from 0): full jitter below a bound that doubles.
 * @param {number} attempt
 * @param {() => number} random
 */
export function backoff(attempt, random) {
  const bound = Math.min(MAX_BACKOFF_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.max(MIN_BACKOFF_MS, random() * bound);
}

export class Feed {
  /**
   * `pageAt`: when the server confirmed the state in the page, if there is one; an older cached board is not shown
   * over it.
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
    this.cache = new BoardCache(storage, language, environment);
    const { board, sighting } = this.cache.read();
    /** @type {Board} */
    this.board = board ?? emptyBoard(language);
    this.clock = new ServerClock(environment, sighting);
    this.clock.hearPage(environment.pageTime);
    /** @type {FeedState} */
    this.state = { live: false, confirmedAt: sighting?.serverAt ?? null, transport: null };
    this.isCacheNewer = board !== null;
    if (pageAt !== null && !((sighting?.serverAt ?? -Infinity) >= Date.parse(pageAt))) {
      this.isCacheNewer = false;
      this.state = { ...this.state, confirmedAt: Date.parse(pageAt) };
    }
    /** @type {Connection | null} */
    this.connection = null;
    /** @type {Connection | null} */
    this.probe = null;
    /** @type {Map<string, any>} */
    this.timers = new Map();
    this.transport = 0;
    this.attempt = 0;
    this.failures = 0;
    this.probeAfterMs = PROBE_FIRST_MS;
    this.established = false;
    this.webSocketWorked = false;
    this.pausedUntil = -Infinity;
    /** The server's time in its last message that had one. @type {number} */
    this.serverConfirmedAt = -Infinity;
    this.closed = false;
  }

  /** Show the cached board and connect. */
  open() {
    if (this.isCacheNewer) this.listeners.onBoard(this.board, [...this.board.entries.keys()]);
    this.setTimer("stale", FIRST_STATE_AFTER_MS, () => this.becomeStale());
    this.connect();
  }

  /** Close the connection and stop all timers. */
  close() {
    this.closed = true;
    for (const name of [...this.timers.keys()]) this.clearTimer(name);
    this.connection?.close();
    this.probe?.close();
    this.connection = this.probe = null;
    this.cache.flush();
  }

  /** Connect at once, because the network has returned; not during a pause that the server has requested. */
  reconnectNow() {
    if (this.closed || this.connection !== null || this.environment.monotonic() < this.pausedUntil) return;
    this.attempt = 0;
    this.connect();
  }

  /**
   * Report to the server that the screen has painted this revision; call it after the paint.
   * @param {Board} board
   * @param {object} [painted] what else is reported of the paint, such as a digest of its texts
   */
  reportShown(board, painted = {}) {
    if (this.screen === null || board.epoch === null) return;
    const { epoch, offset, language } = board;
    this.connection?.send?.({ type: "shown", screen: this.screen, epoch, offset, language, ...painted });
  }

  /** The server's time in ms, or null when it cannot be known. */
  now() {
    return this.clock.now();
  }

  /** @param {string} name @param {number} afterMs @param {() => void} act */
  setTimer(name, afterMs, act) {
    this.clearTimer(name);
    const fire = () => {
      this.timers.delete(name);
      act();
    };
    this.timers.set(name, this.environment.setTimeout(fire, afterMs));
  }

  /** @param {string} name */
  clearTimer(name) {
    if (this.timers.has(name)) this.environment.clearTimeout(this.timers.get(name));
    this.timers.delete(name);
  }

  connect() {
    this.clearTimer("reconnect");
    this.established = false;
    this.connection = this.openTransport(this.transport);
    if (this.connection === null) this.retryLater();
    else this.expectMessage(this.connection, FIRST_ANSWER_WITHIN_MS);
  }

  /** @param {number} transport @returns {Connection | null} */
  openTransport(transport) {
    const { board, base, language, screen } = this;
    const { epoch, offset, tickS } = board;
    const address = { base, language, screen, epoch, offset, tickS };
    try {
      /** @type {Connection} */
      const connection = TRANSPORTS[transport](this.environment, address, {
        onMessage: (message) => this.handleMessage(connection, message),
        onLost: () => this.loseConnection(connection),
      });
      return connection;
    } catch {
      return null;
    }
  }

  /** @param {Connection} connection @param {number} withinMs */
  expectMessage(connection, withinMs) {
    this.setTimer("watch", withinMs, () => this.loseConnection(connection));
  }

  /** @param {Connection} connection @param {any} message */
  handleMessage(connection, message) {
    if (PRIVATE_TYPES.has(message?.type)) {
      return this.listeners.onPrivate?.(message, (answer) => connection.send?.(answer));
    }
    if (message?.type === "goodbye") return this.handleGoodbye(connection, message.retry_after_s);
    if (connection === this.probe && message.type === "snapshot") this.promoteProbe();
    if (this.closed || connection !== this.connection || this.isCached(connection, message)) return;
    const { board, changed, behind } = receive(this.board, message);
    if (behind) {
      this.board = board;
      this.loseConnection(connection);
      return;
    }
    if (message.type === "tick" || this.established) this.attempt = 0;
    if (message.type === "snapshot") this.markEstablished(connection);
    const moved = board !== this.board;
    this.board = board;
    if (moved) this.cache.saveBoard(board);
    this.confirmBoard(connection, message);
    if (moved || message.type === "snapshot") this.listeners.onBoard(board, changed);
    if (message.type === "tick") this.listeners.onTick?.();
    if (message.type === "snapshot" && message.build) this.listeners.onBuild?.(message.build);
  }

  /**
   * Connect again after the seconds that the server requested. This is no failure: transport and back-off stay,
   * and missed ticks count as usual.
   * @param {Connection} connection @param {unknown} afterS
   */
  handleGoodbye(connection, afterS) {
    if (connection !== this.connection || typeof afterS !== "number" || !(afterS >= 0))
      return this.loseConnection(connection);
    connection.close();
    this.connection = null;
    this.clearTimer("watch");
    this.dropProbe();
    this.attempt = 0;
    const afterMs = Math.min(afterS, MAX_PAUSE_S) * 1000;
    this.pausedUntil = this.environment.monotonic() + afterMs;
    this.setTimer("reconnect", afterMs, () => this.connect());
  }

  /**
   * Whether a cache has answered with an earlier message, which confirms nothing. The clock of a rehearsal, whose
   * messages name its rate and are not cached, may be stopped or set back.
   * @param {Connection} connection @param {any} message
   */
  isCached(connection, message) {
    const behindMs = this.serverConfirmedAt - Date.parse(message.at ?? "");
    return connection.name === "polling" && message.rate === undefined && behindMs >= 0 && behindMs < MAX_CACHED_MS;
  }

  /** @param {Connection} connection */
  markEstablished(connection) {
    if (this.established) return;
    this.established = true;
    this.failures = 0;
    if (this.transport === 0) this.webSocketWorked = true;
    else this.probeLater();
    this.state = { ...this.state, transport: connection.name };
  }

  /** @param {Connection} connection @param {any} message */
  confirmBoard(connection, message) {
    const serverAt = Date.parse(message.at ?? "");
    const at = Number.isNaN(serverAt) ? (this.clock.now() ?? this.environment.wall()) : serverAt;
    if (!Number.isNaN(serverAt)) this.serverConfirmedAt = serverAt;
    if (Number.isNaN(serverAt)) this.cache.saveConfirmation({ serverAt: at, deviceAt: this.environment.wall() });
    else this.cache.saveConfirmation(this.clock.hear(serverAt, message.rate));
    const missedMs = MISSED_TICKS * this.board.tickS * 1000 + TICK_GRACE_MS;
    this.setTimer("stale", missedMs, () => this.becomeStale());
    this.expectMessage(connection, missedMs);
    const returned = !this.state.live;
    this.state = { ...this.state, live: true, confirmedAt: at };
    if (returned) this.listeners.onState(this.state);
  }

  becomeStale() {
    this.state = { ...this.state, live: false };
    this.listeners.onState(this.state);
  }

  /** @param {Connection} connection */
  loseConnection(connection) {
    connection.close();
    if (connection === this.probe) {
      this.probe = null;
      this.probeLater();
      return;
    }
    if (this.closed || connection !== this.connection) return;
    this.connection = null;
    this.clearTimer("watch");
    this.dropProbe();
    this.retryLater();
  }

  retryLater() {
    this.connection = null;
    if (!this.established && this.environment.isOnline?.() !== false) {
      this.failures += 1;
      const patience = this.transport === 0 && this.webSocketWorked ? PATIENCE_AFTER_SUCCESS : 1;
      if (this.failures >= patience) {
        this.transport = (this.transport + 1) % TRANSPORTS.length;
        this.failures = 0;
      }
    }
    this.setTimer("reconnect", backoff(this.attempt, this.environment.random), () => this.connect());
    this.attempt += 1;
  }

  probeLater() {
    if (this.closed || this.transport === 0) return;
    this.setTimer("probe", this.probeAfterMs, () => {
      this.probe = this.openTransport(0);
      const { probe } = this;
      if (probe === null) this.probeLater();
      else this.setTimer("probe", FIRST_ANSWER_WITHIN_MS, () => this.loseConnection(probe));
    });
    this.probeAfterMs = Math.min(MAX_PROBE_MS, this.probeAfterMs * 2);
  }

  dropProbe() {
    this.clearTimer("probe");
    this.probe?.close();
    this.probe = null;
  }

  promoteProbe() {
    const better = this.probe;
    this.clearTimer("probe");
    this.probe = null;
    this.connection?.close();
    this.connection = better;
    this.transport = 0;
    this.established = false;
    this.probeAfterMs = PROBE_FIRST_MS;
  }
}

/** The environment of a feed in a browser. @returns {Environment} */
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
    pageTime: readPageTime(performance),
    isOnline: () => navigator.onLine,
  };
}

/**
 * Open a feed in this page: it reconnects at once when the network returns, and caches its last state when
 * the page is left.
 * @param {Subject} subject
 * @param {Listeners} listeners
 * @param {(feed: Feed) => void} [made] gets the feed before its listeners are called for the first time
 * @param {Environment} [environment]
 */
export function openFeed(subject, listeners, made, environment = browserEnvironment()) {
  const feed = new Feed({ ...subject, storage: siteStorage("localStorage") }, environment, listeners);
  made?.(feed);
  addEventListener("online", () => feed.reconnectNow());
  addEventListener("pageshow", () => feed.reconnectNow());
  addEventListener("pagehide", () => feed.cache.flush());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") feed.reconnectNow();
    else feed.cache.flush();
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
