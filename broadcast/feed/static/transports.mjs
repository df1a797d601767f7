/**
 * Three ways to the same feed (docs/wire.md): WebSocket, Server-Sent Events, and the snapshot by polling.
 *
 * Each `connect` takes an environment, an address with the revision to resume from, and handlers; it
 * returns a connection that can be closed, and that has `send` where the transport can send. After `close()`
 * or `onLost` no handler is called again.
 *
 * @typedef {{
 *   base: string, language: string, epoch: string | null, offset: number, tickS: number, screen: string | null,
 * }} Address
 * @typedef {{onMessage: (message: any) => void, onLost: () => void}} Handlers
 * @typedef {{name: string, close: () => void, send?: (message: object) => void}} Connection
 * @typedef {{
 *   WebSocket?: any, EventSource?: any, fetch: any, location: {href: string}, AbortController: any,
 *   setTimeout: any, clearTimeout: any, random: () => number, monotonic: () => number, wall: () => number,
 *   sharedEvents?: {join: (address: Address, handlers: Handlers) => Connection},
 *   pageTime?: import("./clock.mjs").PageTime | null, isOnline?: () => boolean,
 * }} Environment
 *   `sharedEvents`: one stream of events for all feeds of this environment. `isOnline` false: the device has no network,
 *   so that an attempt that fails says nothing of a transport.
 */

const POLL_ANSWER_WITHIN_MS = 8000;
const POLL_JITTER = 0.2;

/** @param {Environment} environment @param {Address} address @param {string} path */
function addressOf(environment, address, path) {
  const url = new URL(`${address.base}/${address.language}/${path}`, environment.location.href);
  if (address.epoch !== null) {
    url.searchParams.set("epoch", address.epoch);
    url.searchParams.set("offset", String(address.offset));
  }
  if (address.screen !== null) url.searchParams.set("screen", address.screen);
  return url;
}

/** Handlers that are not called any more after the end of their connection. @param {Handlers} handlers */
export function guardHandlers(handlers) {
  let over = false;
  return {
    get over() {
      return over;
    },
    end() {
      over = true;
    },
    /** @param {string} data */
    text(data) {
      if (over) return;
      try {
        handlers.onMessage(JSON.parse(data));
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        this.lost();
      }
    },
    lost() {
      if (over) return;
      over = true;
      handlers.onLost();
    },
  };
}

/** @param {Environment} environment @param {Address} address @param {Handlers} handlers @returns {Connection} */
function connectWebSocket(environment, address, handlers) {
  const url = addressOf(environment, address, "ws");
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const guard = guardHandlers(handlers);
  const socket = new environment.WebSocket(url.href);
  socket.onmessage = (/** @type {MessageEvent} */ event) => guard.text(event.data);
  socket.onclose = () => guard.lost();
  socket.onerror = () => guard.lost();
  return {
    name: "websocket",
    send: (message) => socket.readyState === 1 && socket.send(JSON.stringify(message)),
    close() {
      guard.end();
      socket.close();
    },
  };
}

/** @param {Environment} environment @param {Address} address @param {Handlers} handlers @returns {Connection} */
function connectEvents(environment, address, handlers) {
  if (environment.sharedEvents) return environment.sharedEvents.join(address, handlers);
  const guard = guardHandlers(handlers);
  const source = new environment.EventSource(addressOf(environment, address, "events").href);
  const take = (/** @type {MessageEvent} */ event) => guard.text(event.data);
  for (const type of ["message", "snapshot", "update", "tick", "goodbye"]) source.addEventListener(type, take);
  source.onerror = () => {
    source.close();
    guard.lost();
  };
  return {
    name: "events",
    close() {
      guard.end();
      source.close();
    },
  };
}

/** @param {Environment} environment @param {Address} address @param {Handlers} handlers @returns {Connection} */
function connectPolling(environment, address, handlers) {
  const guard = guardHandlers(handlers);
  const url = addressOf(environment, { ...address, epoch: null, screen: null }, "board.json").href;
  /** @type {any} */
  let wait = null;
  /** @type {any} */
  let abort = null;
  const poll = async () => {
    abort = new environment.AbortController();
    const limit = environment.setTimeout(() => abort.abort(), POLL_ANSWER_WITHIN_MS);
    const answer = await fetchSnapshot(environment, url, abort.signal);
    environment.clearTimeout(limit);
    if (guard.over) return;
    if (answer === null) return guard.lost();
    handlers.onMessage(answer);
    if (guard.over) return;
    const jitter = 1 + POLL_JITTER * (environment.random() - 0.5);
    wait = environment.setTimeout(poll, answer.tick_s * 1000 * jitter);
  };
  wait = environment.setTimeout(poll, 0);
  return {
    name: "polling",
    close() {
      guard.end();
      environment.clearTimeout(wait);
      abort?.abort();
    },
  };
}

/**
 * A snapshot by HTTP, `at` is when the server last confirmed it: a cache may return an old body,
 * and an unchanged one (304) is confirmed again by its `Date` and `Age`. A server too busy to answer (503 with
 * `Retry-After`) says goodbye as the other transports do.
 * @param {Environment} environment @param {string} url @param {AbortSignal} signal
 */
async function fetchSnapshot(environment, url, signal) {
  try {
    const response = await environment.fetch(url, { signal, cache: "no-cache", credentials: "same-origin" });
    if (response.status === 503) return goodbye(response.headers.get("Retry-After"));
    if (!response.ok) return null;
    const snapshot = await response.json();
    if (snapshot?.type !== "snapshot" || !(snapshot.tick_s > 0)) return null;
    const dated = Date.parse(response.headers.get("Date") ?? "");
    const written = Date.parse(snapshot.at);
    return { ...snapshot, at: new Date(Math.max(dated || 0, written || 0)).toISOString() };
  } catch {
    return null;
  }
}

/** @param {string | null} retryAfter seconds; a date is not accepted */
function goodbye(retryAfter) {
  return /^\d+$/.test(retryAfter ?? "") ? { type: "goodbye", reason: "busy", retry_after_s: Number(retryAfter) } : null;
}

/** In the order in which they are tried. */
export const TRANSPORTS = [connectWebSocket, connectEvents, connectPolling];
