// @ts-check
/**
 * Upload of a file in pieces over connections that break: tus 1.0 (creation, expiration, termination).
 *
 * After a cut the server is asked how many bytes it has stored, and the rest is sent. The pieces are short on slow connections,
 * so that little is sent again even if a proxy passes a request on only when it is complete.
 */

const FIRST_PIECE = 64 * 1024;
const LEAST_PIECE = 32 * 1024;
const MOST_PIECE = 4 * 1024 * 1024;
const QUICK_MS = 3000;
const SLOW_MS = 12_000;
const FIRST_PAUSE_MS = 500;
const MOST_PAUSE_MS = 15_000;

/** The server refuses the upload: trying again would not help. `status` is 0 where no answer says why. */
export class RefusedUpload extends Error {
  /**
   * @param {string} message in the reader's language, empty if there is none
   * @param {number} status
   */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/**
 * @typedef {object} UploadOptions
 * @property {string} uploads address at which uploads are created
 * @property {string} kind
 * @property {(sent: number) => void} onProgress bytes that are stored or under way
 * @property {(isCut: boolean) => void} onCut the connection was lost, or is there again
 * @property {string} [known] address of an upload of the same file that was begun earlier
 * @property {(address: string) => void} [onCreated]
 * @property {(ms: number) => Promise<void>} [wait]
 */

export class ResumableUpload {
  /**
   * @param {Blob} file
   * @param {UploadOptions} options
   */
  constructor(file, options) {
    this.file = file;
    this.options = options;
    this.address = options.known ?? "";
    this.piece = FIRST_PIECE;
    this.isPaused = false;
    this.isEnded = false;
    /** @type {XMLHttpRequest | null} */
    this.request = null;
    /** @type {(() => void) | null} */
    this.wake = null;
  }

  /**
   * Send the whole file. Returns the address of the complete upload, or "" after `cancel`.
   *
   * @returns {Promise<string>}
   * @throws {RefusedUpload}
   */
  async run() {
    let pause = FIRST_PAUSE_MS;
    let offset = -1;
    while (!this.isEnded) {
      await this.untilContinued();
      if (this.isEnded) break;
      try {
        if (offset < 0) offset = await this.findOffset();
        this.options.onCut(false);
        while (offset < this.file.size && !this.isPaused && !this.isEnded) {
          offset = await this.sendPiece(offset);
          pause = FIRST_PAUSE_MS;
        }
        if (offset >= this.file.size) return this.address;
      } catch (error) {
        if (error instanceof RefusedUpload) throw error;
        offset = -1;
        if (this.isPaused || this.isEnded) continue;
        this.options.onCut(true);
        await (this.options.wait ?? sleep)(pause);
        pause = Math.min(2 * pause, MOST_PAUSE_MS);
      }
    }
    return "";
  }

  /** Send nothing more until `resume`. */
  pause() {
    this.isPaused = true;
    this.request?.abort();
  }

  /** Go on after `pause`. */
  resume() {
    this.isPaused = false;
    this.wake?.();
  }

  /** End the upload and delete what is stored of it. */
  async cancel() {
    this.isEnded = true;
    this.request?.abort();
    this.wake?.();
    if (this.address) await this.ask("DELETE", this.address, {}).catch(() => undefined);
  }

  /** @returns {Promise<void>} */
  async untilContinued() {
    while (this.isPaused && !this.isEnded) {
      await new Promise((resolve) => {
        this.wake = () => resolve(undefined);
      });
    }
  }

  /**
   * Return how many bytes are stored, creating the upload if there is none.
   *
   * @returns {Promise<number>}
   */
  async findOffset() {
    if (this.address) {
      const answer = await this.ask("HEAD", this.address, {});
      const isSame = Number(answer.header("Upload-Length")) === this.file.size;
      if (answer.status === 200 && isSame) return Number(answer.header("Upload-Offset"));
      if (answer.status !== 200 && answer.status !== 404 && answer.status !== 410) throw refusalOf(answer);
      this.address = "";
    }
    const headers = { "Upload-Length": String(this.file.size), "Upload-Metadata": `kind ${btoa(this.options.kind)}` };
    const answer = await this.ask("POST", this.options.uploads, headers);
    if (answer.status !== 201) throw refusalOf(answer);
    this.address = new URL(answer.header("Location"), location.href).pathname;
    this.options.onCreated?.(this.address);
    return 0;
  }

  /**
   * Send the next piece; return how many bytes are stored after it.
   *
   * @param {number} offset
   * @returns {Promise<number>}
   */
  async sendPiece(offset) {
    const piece = this.file.slice(offset, offset + this.piece);
    const began = performance.now();
    const headers = { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
    const answer = await this.ask("PATCH", this.address, headers, piece, (sent) =>
      this.options.onProgress(offset + sent),
    );
    if (answer.status !== 204) throw answer.status === 409 ? new Error("other bytes are expected") : refusalOf(answer);
    const took = performance.now() - began;
    if (took < QUICK_MS) this.piece = Math.min(2 * this.piece, MOST_PIECE);
    if (took > SLOW_MS) this.piece = Math.max(this.piece / 2, LEAST_PIECE);
    const stored = Number(answer.header("Upload-Offset"));
    this.options.onProgress(stored);
    return stored;
  }

  /**
   * @param {string} method
   * @param {string} address
   * @param {Record<string, string>} headers
   * @param {Blob} [body]
   * @param {(sent: number) => void} [onSent]
   * @returns {Promise<Answer>}
   */
  ask(method, address, headers, body, onSent) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      this.request = method === "DELETE" ? null : request;
      request.open(method, address);
      request.setRequestHeader("Tus-Resumable", "1.0.0");
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      if (onSent) request.upload.onprogress = (event) => onSent(event.loaded);
      request.onload = () => resolve(new Answer(request));
      request.onerror = () => reject(new Error("connection lost"));
      request.onabort = () => reject(new Error("stopped"));
      request.send(body ?? null);
    });
  }
}

class Answer {
  /** @param {XMLHttpRequest} request */
  constructor(request) {
    this.request = request;
    this.status = request.status;
  }

  /**
   * @param {string} name
   * @returns {string}
   */
  header(name) {
    return this.request.getResponseHeader(name) ?? "";
  }
}

/**
 * Return the error of an answer: busy or broken servers are asked again, other refusals are final.
 *
 * @param {Answer} answer
 * @returns {Error}
 */
function refusalOf(answer) {
  if (answer.status === 429 || answer.status >= 500 || answer.status === 408) return new Error("try again");
  let detail = "";
  try {
    detail = String(JSON.parse(answer.request.responseText).detail ?? "");
  } catch {
    // an answer of a proxy, without problem details
  }
  return new RefusedUpload(detail, answer.status);
}

/**
 * @param {number} ms
 * @returns {Promise<void>}
 */
function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
