/**
 * Requests to the server. Only an answer that is certainly the server's counts: a network's sign-in page, a proxy's
 * error or a truncated answer counts as no answer, and never ends an enrolment.
 */
import { doorsAddress } from "../urls.mjs";

export class NoAnswerError extends Error {}

/** The server refused a request. */
export class RefusedError extends Error {
  /** @param {number} status @param {string} code */
  constructor(status, code) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

export class Server {
  /**
   * @param {{clock: import("../device/door_clock.mjs").DoorClock, onAnswer: () => void, onSilence: () => void, onRefused: (error: RefusedError) => void}} listeners
   */
  constructor(listeners) {
    this.listeners = listeners;
    /** @type {string | null} */
    this.token = null;
  }

  /**
   * @param {string} path below `doors/v1/`
   * @param {{body?: object, within_ms: number, signal?: AbortSignal}} options
   * @returns {Promise<any>} the answer's JSON
   */
  async ask(path, options) {
    const { response, asked, timer } = await this.sendRequest(path, "application/json", options);
    const answer = await this.readJson(response, options.signal).finally(() => clearTimeout(timer));
    this.listeners.clock.adjust(Date.parse(answer.at), asked, performance.now());
    this.listeners.onAnswer();
    return answer;
  }

  /** Fetch a photo. @param {string} path @returns {Promise<Uint8Array>} */
  async fetchPhoto(path) {
    const { response, timer } = await this.sendRequest(path, "image/jpeg", { within_ms: 20_000 });
    const bytes = new Uint8Array(await this.awaitAnswer(response.arrayBuffer()).finally(() => clearTimeout(timer)));
    if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw this.noAnswer("not a photo");
    return bytes;
  }

  /**
   * @param {string} path
   * @param {string} accept
   * @param {{body?: object, within_ms: number, signal?: AbortSignal}} options
   */
  async sendRequest(path, accept, { body, within_ms, signal }) {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), within_ms);
    signal?.addEventListener("abort", () => limit.abort(), { once: true });
    const asked = performance.now();
    try {
      const response = await this.awaitAnswer(
        fetch(doorsAddress(`v1/${path}`), {
          method: body ? "POST" : "GET",
          headers: {
            Accept: accept,
            ...(this.token && { Authorization: `Bearer ${this.token}` }),
            ...(body && { "Content-Type": "application/json" }),
          },
          body: body && JSON.stringify(body),
          signal: limit.signal,
          credentials: "omit",
          redirect: "error",
          cache: "no-store",
          keepalive: path === "sign-out",
        }),
        signal,
      );
      if (!response.ok) await this.throwRefusal(response);
      return { response, asked, timer };
    } catch (error) {
      clearTimeout(timer);
      throw error;
    }
  }

  /**
   * @template T
   * @param {Promise<T>} promise
   * @param {AbortSignal} [signal] aborted by the app itself: says nothing about the connection
   * @returns {Promise<T>}
   */
  async awaitAnswer(promise, signal) {
    try {
      return await promise;
    } catch (error) {
      throw signal?.aborted ? new NoAnswerError("stopped") : this.noAnswer(String(error));
    }
  }

  /** @param {string} why */
  noAnswer(why) {
    this.listeners.onSilence();
    return new NoAnswerError(why);
  }

  /** @param {Response} response @param {AbortSignal} [signal] */
  async readJson(response, signal) {
    if (response.status === 204) return { at: "" };
    const answer = await this.awaitAnswer(response.json(), signal);
    if (typeof answer?.at !== "string") throw this.noAnswer("not ours");
    return answer;
  }

  /** @param {Response} response @returns {Promise<never>} */
  async throwRefusal(response) {
    const answer = await this.awaitAnswer(response.json());
    const code = answer?.status === response.status ? answer.code : undefined; // RFC 9457
    if (typeof code !== "string" || response.status >= 500) throw this.noAnswer(`status ${response.status}`);
    const error = new RefusedError(response.status, code);
    if (response.status === 401 || response.status === 403) this.listeners.onAnswer();
    this.listeners.onRefused(error);
    throw error;
  }
}
