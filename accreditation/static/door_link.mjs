// @ts-check
/** The door's line to the server: sends scans, each until it is answered or given up, and knows whether it is there. */

/** A door does not wait longer for one try: the person before it is waiting too. */
const TRY_MS = 4000;
const TRIES = 2;
const STATE_EVERY_MS = 5000;

/** @typedef {{mark: string, name: string, here: boolean}} Zone */
/** @typedef {{native_name: string, latin_name: string, outlet: string, function: string, number: string, category: string, letter: string, colour: string, zones: Zone[], photo: string | null}} Person */
/** @typedef {{scan: string, verdict: string, tone: "admit" | "stop" | "look", direction: string, at: string, undoable: boolean, person: Person | null, prior: {at: string, door: string} | null}} Answer */
/** @typedef {{key: string, text: string, method: "camera" | "wedge" | "typed", scanned_at: string, direction: string, device: string}} Message */
/** @typedef {{admitted_today: number, at: string}} State */

/** The server's own word against a request, such as a lost login. */
export class ToldError extends Error {
  /** @param {number} status @param {string} code @param {string} text */
  constructor(status, code, text) {
    super(text);
    this.status = status;
    this.code = code;
  }

  /** Whether the guard must sign in again: a page whose login has ended can prove nothing any more. */
  get isSignedOut() {
    return this.status === 401 || this.code === "csrf.stale";
  }
}

export class DoorLink {
  /**
   * @param {string} door
   * @param {{onState: (state: State) => void, onLink: (link: "online" | "offline") => void}} told
   */
  constructor(door, { onState, onLink }) {
    this.base = new URL(`../../../staff/doors/${encodeURIComponent(door)}`, import.meta.url).pathname;
    this.csrf = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="csrf"]'))?.content ?? "";
    this.onState = onState;
    this.onLink = onLink;
    this.device = deviceName();
  }

  /** Ask every few seconds how the door stands. */
  watch() {
    const ask = async () => {
      if (!document.hidden) await this.refresh();
      setTimeout(ask, STATE_EVERY_MS);
    };
    ask();
    addEventListener("offline", () => this.onLink("offline"));
    addEventListener("online", () => this.refresh());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.refresh(); });
  }

  async refresh() {
    try {
      this.onState(await this.request("/state"));
    } catch (error) {
      if (error instanceof ToldError) console.warn("door state", error.status);
    }
  }

  /**
   * A reading as it will be sent, as often as it takes.
   * @param {string} text
   * @param {"camera" | "wedge" | "typed"} method
   * @param {string} direction
   * @returns {Message}
   */
  message(text, method, direction) {
    const key = crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return { key, text: wellFormed(text), method, direction, scanned_at: new Date().toISOString(), device: this.device };
  }

  /**
   * Send a reading. The same message may be sent again and is still one scan.
   * @param {Message} message
   * @returns {Promise<Answer>}
   */
  async scan(message) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.request("/scans", message);
      } catch (error) {
        if (attempt === TRIES || error instanceof ToldError) throw error;
      }
    }
  }

  /** @param {string} scan @param {string} reason @returns {Promise<State>} */
  async undo(scan, reason) {
    const state = await this.request(`/scans/${encodeURIComponent(scan)}/undo`, { reason });
    this.onState(state);
    return state;
  }

  /** @param {string} path @param {object} [body] @returns {Promise<any>} */
  async request(path, body) {
    const headers = { Accept: "application/json", ...(body && { "Content-Type": "application/json", "X-CSRF-Token": this.csrf }) };
    try {
      const response = await fetch(this.base + path, {
        method: body ? "POST" : "GET",
        headers,
        body: body && JSON.stringify(body),
        signal: AbortSignal.timeout(TRY_MS),
        redirect: "error",
      });
      const answer = await response.json();
      if (response.status >= 500) throw new Error(`status ${response.status}`);
      this.onLink("online");
      if (!response.ok) throw new ToldError(response.status, answer?.error?.code ?? "", answer?.error?.text ?? "");
      return answer;
    } catch (error) {
      if (!(error instanceof ToldError)) this.onLink("offline");
      throw error;
    }
  }
}

/** Lone surrogates cannot be sent as JSON text. @param {string} text */
function wellFormed(text) {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
}

/** A name that this browser keeps, so that a supervisor can tell two phones of one guard apart. */
function deviceName() {
  try {
    const kept = localStorage.getItem("door-device");
    if (kept) return kept;
    const made = `device-${Math.random().toString(36).slice(2, 8)}`;
    localStorage.setItem("door-device", made);
    return made;
  } catch {
    return "device";
  }
}
