/**
 * Reading QR codes by camera: with `BarcodeDetector` where the browser has one for QR codes, else with zxing-cpp (WASM)
 * in a worker. One frame at a time: a slow phone reads fewer frames and stays responsive.
 */

/** Pixels of a frame's longer side: a badge at arm's length fills half of it, which gives 9 pixels per module. */
const FRAME_PIXELS = 960;
/** Maximum number of frames read per second; more would only heat the phone. */
const LOOKS_A_SECOND = 15;
/**
 * Failures in a row after which the browser's reader is not used any more: some phones announce one that does not work.
 */
const MAX_FAILS = 5;
const FAIL_PAUSE_MS = 400;
/** Every so many frames without a code the browser's reader gets the frame inverted: some read dark codes only. */
const INVERT_EVERY = 4;

/** @typedef {((source: HTMLVideoElement) => Promise<string[]>)} Reader returns the texts of all codes; throws if it cannot read at all */
/** @typedef {"refused" | "missing" | "insecure"} Problem */
/** @typedef {{id: string, name: string}} ChosenCamera the name finds it where a browser changes the ids of cameras */

/** @type {MediaTrackConstraints} */
const AT_THE_BACK = { facingMode: { ideal: "environment" } };
/** Names of the errors with which browsers answer that a camera is not connected. */
const NOT_CONNECTED = new Set(["OverconstrainedError", "NotFoundError"]);

export class CameraError extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem);
    this.problem = problem;
  }
}

/** Return the browser's reader if it reads QR codes, else null. @returns {Promise<Reader | null>} */
async function makeNativeReader() {
  const Detector = /** @type {any} */ (globalThis).BarcodeDetector;
  if (!Detector) return null;
  try {
    if (!(await Detector.getSupportedFormats()).includes("qr_code")) return null;
    const detector = new Detector({ formats: ["qr_code"] });
    let emptyFrames = 0;
    /** @param {CanvasImageSource} source @returns {Promise<string[]>} */
    const read = async (source) =>
      (await detector.detect(source)).map((/** @type {{rawValue: string}} */ { rawValue }) => rawValue);
    return async (video) => {
      const texts = await read(video);
      emptyFrames += texts.length ? 0 : 1;
      return texts.length || emptyFrames % INVERT_EVERY ? texts : read(invertFrame(video));
    };
  } catch {
    return null;
  }
}

/** Return the reader that is served with the app. @returns {Reader} */
function makeWasmReader() {
  const worker = new Worker(new URL("./qr_worker.mjs", import.meta.url), { type: "module" });
  return async (video) => {
    const frame = await captureFrame(video);
    return new Promise((resolve, reject) => {
      const fail = (/** @type {string} */ why) => {
        worker.terminate();
        reject(new Error(why));
      };
      worker.onmessage = ({ data }) => (data.failed ? fail(data.failed) : resolve(data.texts));
      worker.onerror = (event) => fail(event.message);
      worker.postMessage({ frame }, frame instanceof ImageData ? [frame.data.buffer] : [frame]);
    });
  };
}

/**
 * Capture one frame, reduced to `FRAME_PIXELS`.
 * @param {HTMLVideoElement} video
 * @returns {Promise<ImageBitmap | ImageData>}
 */
async function captureFrame(video) {
  const { width, height } = frameSize(video);
  if ("OffscreenCanvas" in globalThis) {
    return createImageBitmap(video, { resizeWidth: width, resizeHeight: height, resizeQuality: "medium" });
  }
  return drawFrame(video).getImageData(0, 0, width, height);
}

/** @param {HTMLVideoElement} video */
function frameSize({ videoWidth, videoHeight }) {
  const scale = Math.min(1, FRAME_PIXELS / Math.max(videoWidth, videoHeight));
  return { width: Math.round(videoWidth * scale), height: Math.round(videoHeight * scale) };
}

/** @param {HTMLVideoElement} video */
function drawFrame(video) {
  const { width, height } = frameSize(video);
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  context.drawImage(video, 0, 0, width, height);
  return context;
}

/** Return a frame with dark and light exchanged. @param {HTMLVideoElement} video */
function invertFrame(video) {
  const context = drawFrame(video);
  const { canvas } = context;
  context.globalCompositeOperation = "difference";
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  return canvas;
}

/** Return all connected cameras. Browsers tell their names only while one is on. */
async function listCameras() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter(({ kind }) => kind === "videoinput");
}

/** @param {MediaTrackConstraints} which */
function openStream(which) {
  const video = { ...which, width: { ideal: 1280 }, height: { ideal: 720 } };
  return navigator.mediaDevices.getUserMedia({ audio: false, video });
}

/**
 * Open the camera with an id; return null if it is not connected.
 * @param {string} id
 */
async function openCamera(id) {
  try {
    return await openStream({ deviceId: { exact: id } });
  } catch (error) {
    if (error instanceof Error && NOT_CONNECTED.has(error.name)) return null;
    throw error;
  }
}

/** @param {MediaStream} stream */
function stopTracks(stream) {
  for (const track of stream.getTracks()) track.stop();
}

export class Camera {
  /**
   * @param {HTMLVideoElement} video where the picture is shown
   * @param {(texts: string[]) => void} onCodes called for every frame with codes, repeatedly for the same codes
   * @param {() => void} [onChange] called when the camera went on or off by itself
   */
  constructor(video, onCodes, onChange = () => {}) {
    this.video = video;
    this.onCodes = onCodes;
    this.onChange = onChange;
    this.isWanted = false;
    this.revivals = 0;
    /** @type {ChosenCamera} the camera that the guard chose; without an id: the browser's choice of one at the back */
    this.chosen = { id: "", name: "" };
    /** Whether another camera is on because the chosen one is not connected. */
    this.isReplaced = false;
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

  /** Find all cameras, which one is on, and whether it has a light. Known only while it is on. */
  async findAbilities() {
    const cameras = await listCameras();
    const track = this.stream?.getVideoTracks()[0];
    const capabilities = /** @type {any} */ (track?.getCapabilities?.() ?? {});
    const { deviceId, facingMode } = track?.getSettings?.() ?? {};
    return {
      cameras,
      current: deviceId ?? "",
      isFront: facingMode === "user",
      torch: Boolean(capabilities.torch),
    };
  }

  /** Start reading. Throws CameraError if no camera is available. */
  async start() {
    if (!globalThis.isSecureContext || !navigator.mediaDevices?.getUserMedia) throw new CameraError("insecure");
    this.release();
    this.isWanted = true;
    const turn = this.session;
    const { stream, isReplaced } = await this.requestStream();
    if (turn !== this.session) return stopTracks(stream); // stopped or started again while the permission was requested
    this.stream = stream;
    this.isReplaced = isReplaced;
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

  /** @returns {Promise<{stream: MediaStream, isReplaced: boolean}>} */
  async requestStream() {
    try {
      return await this.openChosen();
    } catch (error) {
      const name = error instanceof Error ? error.name : "";
      throw new CameraError(name === "NotAllowedError" || name === "SecurityError" ? "refused" : "missing");
    }
  }

  /** Open the chosen camera by its id, else by its name, else another one. */
  async openChosen() {
    const { id } = this.chosen;
    const chosen = id && (await openCamera(id));
    if (chosen) return { stream: chosen, isReplaced: false };
    const other = await openStream(AT_THE_BACK);
    const found = id ? await this.findChosen() : null;
    if (!found) return { stream: other, isReplaced: id !== "" };
    stopTracks(other);
    return { stream: await openStream({ deviceId: { exact: found.deviceId } }), isReplaced: false };
  }

  /** Find the chosen camera among the connected ones: by its id, else by its name if only one has it. */
  async findChosen() {
    const cameras = await listCameras();
    const { id, name } = this.chosen;
    const named = cameras.filter(({ label }) => label !== "" && label === name);
    return cameras.find(({ deviceId }) => deviceId === id) ?? (named.length === 1 ? named[0] : null);
  }

  /** Start again after the phone took the camera away (a call, another app, heat). @param {MediaStreamTrack} track */
  handleEnded(track) {
    if (this.stream?.getTracks().includes(track)) this.reviveLater();
  }

  /** Try to start again, with growing pauses, until the camera is switched off. */
  reviveLater() {
    clearTimeout(this.reviving);
    this.revivals += 1;
    const pause = Math.min(500 * 2 ** this.revivals, 10_000);
    this.reviving = setTimeout(() => this.revive().then(this.onChange, this.onChange), pause);
  }

  /** Continue reading after the page was hidden or the track ended, if the camera is switched on. */
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

  /** Release the camera and cancel a start in progress. */
  release() {
    this.session += 1;
    if (this.stream) stopTracks(this.stream);
    this.stream = null;
    this.video.srcObject = null;
  }

  /** Read with another camera. @param {ChosenCamera} chosen */
  async chooseCamera(chosen) {
    this.chosen = chosen;
    await this.start();
  }

  /** @param {boolean} on */
  async setTorch(on) {
    const torch = /** @type {any} */ ({ advanced: [{ torch: on }] });
    await this.stream?.getVideoTracks()[0]?.applyConstraints(torch);
  }

  /** Read all codes of the current frame. @returns {Promise<string[]>} */
  async readFrame() {
    try {
      this.reader ??= (!this.isNativeTried && (await makeNativeReader())) || makeWasmReader();
      const texts = await this.reader(this.video);
      this.fails = 0;
      return texts;
    } catch {
      this.reader = null; // the next frame gets a new reader
      this.fails += 1;
      if (this.fails >= MAX_FAILS) this.isNativeTried = true;
      await new Promise((resolve) => setTimeout(resolve, FAIL_PAUSE_MS));
      return [];
    }
  }

  /** Read frames until the camera is stopped or started again. @param {number} turn */
  async readFrames(turn) {
    while (this.session === turn) {
      const began = performance.now();
      if (this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !document.hidden) {
        const texts = await this.readFrame();
        if (texts.length && this.session === turn) this.onCodes(texts);
      }
      const rest = 1000 / LOOKS_A_SECOND - (performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, Math.max(rest, 0)));
    }
  }
}
