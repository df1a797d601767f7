/**
 * The camera as a reader: `BarcodeDetector` where the browser has one that reads QR codes, else zxing-cpp as WASM in
 * a worker. One frame at a time; a slow phone reads fewer frames and stays responsive.
 */

/** Pixels along a frame's longer side that are read: a badge at arm's length fills half of it, 9 pixels a module. */
const FRAME_PIXELS = 960;
/** Looks at the camera a second at most; more only warms the phone. */
const LOOKS_A_SECOND = 15;
/** The browser's own reader is given up when it failed so often in a row: some phones promise one and have none. */
const MAX_FAILS = 5;
const FAIL_PAUSE_MS = 400;

/** @typedef {((source: HTMLVideoElement) => Promise<string | null>)} Reader it throws when it cannot read at all */
/** @typedef {"refused" | "missing" | "insecure"} Problem */

export class CameraError extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem);
    this.problem = problem;
  }
}

/** The browser's own reader, if it reads QR codes. @returns {Promise<Reader | null>} */
async function makeNativeReader() {
  const Detector = /** @type {any} */ (globalThis).BarcodeDetector;
  if (!Detector) return null;
  try {
    if (!(await Detector.getSupportedFormats()).includes("qr_code")) return null;
    const detector = new Detector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  } catch {
    return null;
  }
}

/** The reader that is served with the page. @returns {Reader} */
function makeWasmReader() {
  const worker = new Worker(new URL("./qr_worker.mjs", import.meta.url), { type: "module" });
  return async (video) => {
    const frame = await captureFrame(video);
    return new Promise((resolve, reject) => {
      const fail = (/** @type {string} */ why) => {
        worker.terminate();
        reject(new Error(why));
      };
      worker.onmessage = ({ data }) => (data.failed ? fail(data.failed) : resolve(data.text));
      worker.onerror = (event) => fail(event.message);
      worker.postMessage({ frame }, frame instanceof ImageData ? [frame.data.buffer] : [frame]);
    });
  };
}

/** One frame, no larger than it need be. @param {HTMLVideoElement} video @returns {Promise<ImageBitmap | ImageData>} */
async function captureFrame(video) {
  const scale = Math.min(1, FRAME_PIXELS / Math.max(video.videoWidth, video.videoHeight));
  const width = Math.round(video.videoWidth * scale);
  const height = Math.round(video.videoHeight * scale);
  if ("OffscreenCanvas" in globalThis) {
    return createImageBitmap(video, { resizeWidth: width, resizeHeight: height, resizeQuality: "medium" });
  }
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  context.drawImage(video, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

/** @param {MediaStream} stream */
function stopTracks(stream) {
  for (const track of stream.getTracks()) track.stop();
}

export class Camera {
  /**
   * @param {HTMLVideoElement} video where the picture is shown
   * @param {(text: string) => void} onCode called for every look that finds a code, again and again
   * @param {() => void} [onChange] called when it went on or off by itself
   */
  constructor(video, onCode, onChange = () => {}) {
    this.video = video;
    this.onCode = onCode;
    this.onChange = onChange;
    this.isWanted = false;
    this.revivals = 0;
    this.facing = "environment";
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.reviving = undefined;
    /** @type {MediaStream | null} */
    this.stream = null;
    /** @type {Reader | null} */
    this.reader = null;
    this.isNativeTried = false;
    this.fails = 0;
    this.session = 0;
  }

  get isOn() {
    return this.stream !== null;
  }

  /** Whether there is another camera to turn to, and whether this one has a light. Known once it is on. */
  async findAbilities() {
    const devices = await navigator.mediaDevices.enumerateDevices();
    const capabilities = /** @type {any} */ (this.stream?.getVideoTracks()[0]?.getCapabilities?.() ?? {});
    return {
      turn: devices.filter(({ kind }) => kind === "videoinput").length > 1,
      torch: Boolean(capabilities.torch),
    };
  }

  /** Start reading. Throws CameraError when there is no camera to have. */
  async start() {
    if (!globalThis.isSecureContext || !navigator.mediaDevices?.getUserMedia) throw new CameraError("insecure");
    this.release();
    this.isWanted = true;
    const turn = this.session;
    const stream = await this.requestStream();
    if (turn !== this.session) return stopTracks(stream); // it was stopped, or started again, while somebody was being asked
    this.stream = stream;
    for (const track of stream.getTracks()) track.addEventListener("ended", () => this.handleEnded(track));
    this.video.srcObject = stream;
    try {
      await this.video.play();
    } catch (error) {
      if (turn === this.session) throw error;
    }
    if (turn === this.session) this.readFrames(turn);
    return undefined;
  }

  /** @returns {Promise<MediaStream>} */
  async requestStream() {
    try {
      return await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: { ideal: this.facing }, width: { ideal: 1280 }, height: { ideal: 720 } },
      });
    } catch (error) {
      const name = error instanceof DOMException ? error.name : "";
      throw new CameraError(name === "NotAllowedError" || name === "SecurityError" ? "refused" : "missing");
    }
  }

  /** The phone took the camera away (a call, another app, heat): have it back as soon as it lets go. @param {MediaStreamTrack} track */
  handleEnded(track) {
    if (this.stream?.getTracks().includes(track)) this.reviveLater();
  }

  /** Try again and again, later and later, while it is wanted. */
  reviveLater() {
    clearTimeout(this.reviving);
    this.revivals += 1;
    const pause = Math.min(500 * 2 ** this.revivals, 10_000);
    this.reviving = setTimeout(() => this.revive().then(this.onChange, this.onChange), pause);
  }

  /** Go on reading if it is meant to and cannot: the page was hidden, the track has ended. */
  async revive() {
    if (!this.isWanted || document.hidden) return;
    const live = this.stream?.getVideoTracks().some(({ readyState }) => readyState === "live");
    if (live) {
      if (this.video.paused) await this.video.play();
      return;
    }
    try {
      await this.start();
      this.revivals = 0;
    } catch (error) {
      this.reviveLater();
      throw error;
    }
  }

  stop() {
    this.isWanted = false;
    clearTimeout(this.reviving);
    this.release();
  }

  /** Let the camera go; whatever is being started for it comes too late. */
  release() {
    this.session += 1;
    if (this.stream) stopTracks(this.stream);
    this.stream = null;
    this.video.srcObject = null;
  }

  /** Turn to the other camera. */
  async switchCamera() {
    this.facing = this.facing === "environment" ? "user" : "environment";
    await this.start();
  }

  /** @param {boolean} on */
  async setTorch(on) {
    const torch = /** @type {any} */ ({ advanced: [{ torch: on }] });
    await this.stream?.getVideoTracks()[0]?.applyConstraints(torch);
  }

  /** What this frame shows. @returns {Promise<string | null>} */
  async readFrame() {
    try {
      this.reader ??= (!this.isNativeTried && (await makeNativeReader())) || makeWasmReader();
      const text = await this.reader(this.video);
      this.fails = 0;
      return text;
    } catch {
      this.reader = null; // another is made for the next look
      this.fails += 1;
      if (this.fails >= MAX_FAILS) this.isNativeTried = true;
      await new Promise((resolve) => setTimeout(resolve, FAIL_PAUSE_MS));
      return null;
    }
  }

  /** Look again and again until stopped or started anew. @param {number} turn */
  async readFrames(turn) {
    while (this.session === turn) {
      const began = performance.now();
      if (this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !document.hidden) {
        const text = await this.readFrame();
        if (text && this.session === turn) this.onCode(text);
      }
      const rest = 1000 / LOOKS_A_SECOND - (performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, Math.max(rest, 0)));
    }
  }
}
