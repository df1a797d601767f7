/** The camera as a reader: permission, loss of the camera, failing native readers. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Camera } from "../../accreditation/badges/static/readers/camera.mjs";
import { FrameCodes } from "../../accreditation/doors/static/app/readers/frame_codes.mjs";

class Track {
  constructor() {
    this.readyState = "live";
    /** @type {() => void} */
    this.ended = () => {};
  }

  /** @param {string} _kind @param {() => void} handler */
  addEventListener(_kind, handler) {
    this.ended = handler;
  }

  stop() {
    this.readyState = "ended";
  }

  takenAway() {
    this.stop();
    this.ended();
  }
}

/**
 * Define a device whose camera permission the test decides.
 * @param {{deviceId: string, label: string}[]} [connected]
 */
function phone(connected = []) {
  /** @type {{give: () => Track, deny: (name: string) => void, video: any}[]} */
  const asked = [];
  const getUserMedia = (/** @type {any} */ { video }) =>
    new Promise((resolve, reject) => {
      const give = () => {
        const track = new Track();
        resolve({ getTracks: () => [track], getVideoTracks: () => [track] });
        return track;
      };
      asked.push({ video, give, deny: (name) => reject(new DOMException("", name)) });
    });
  const enumerateDevices = async () => connected.map((one) => ({ ...one, kind: "videoinput" }));
  const mediaDevices = { getUserMedia, enumerateDevices };
  const globals = { isSecureContext: true, navigator: { mediaDevices }, document: { hidden: false } };
  for (const [name, value] of Object.entries({ ...globals, HTMLMediaElement: { HAVE_CURRENT_DATA: 2 } })) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  const video = { srcObject: null, paused: false, readyState: 4, play: async () => {} };
  return { asked, video: /** @type {any} */ (video) };
}

/** Run pending promise callbacks. */
async function settle() {
  for (let n = 0; n < 20; n += 1) await Promise.resolve();
}

/** Timers that the test runs. @type {{run: () => void, at: number}[]} */
let waiting = [];
let now = 0;
Object.assign(globalThis, {
  setTimeout: (/** @type {() => void} */ run, ms = 0) => waiting[waiting.push({ run, at: now + ms }) - 1],
  clearTimeout: (/** @type {any} */ timer) => {
    waiting = waiting.filter((one) => one !== timer);
  },
});

/** @param {number} ms */
function pass(ms) {
  now += ms;
  const due = waiting.filter(({ at }) => at <= now);
  waiting = waiting.filter(({ at }) => at > now);
  for (const { run } of due) run();
}

test("a camera that is stopped while permission is asked is released", async () => {
  const { asked, video } = phone();
  const camera = new Camera(video, () => {});
  const first = camera.start();
  const second = camera.start();
  const [one, other] = [asked[0].give(), asked[1].give()];
  await Promise.all([first, second]);
  assert.deepEqual([one.readyState, other.readyState, camera.isOn], ["ended", "live", true]);
  const third = camera.start();
  camera.stop();
  const late = asked[2].give();
  await third;
  assert.deepEqual([late.readyState, other.readyState, camera.isOn, video.srcObject], ["ended", "ended", false, null]);
});

test("a denied camera reports it and reads once it is granted", async () => {
  const { asked, video } = phone();
  const camera = new Camera(video, () => {});
  const denied = camera.start();
  asked[0].deny("NotAllowedError");
  await assert.rejects(denied, { problem: "refused" });
  camera.stop();
  const granted = camera.start();
  asked[1].give();
  await granted;
  assert.equal(camera.isOn, true);
  camera.stop();
});

test("a lost camera is requested again until it is switched off", async () => {
  const { asked, video } = phone();
  const camera = new Camera(video, () => {});
  const started = camera.start();
  const track = asked[0].give();
  await started;
  track.takenAway();
  for (const pause of [1000, 2000, 4000]) {
    const before = asked.length;
    pass(pause);
    assert.equal(asked.length, before + 1, `after ${pause} ms`);
    asked.at(-1)?.deny("NotReadableError");
    await settle();
  }
  pass(8000);
  asked.at(-1)?.give();
  await settle();
  assert.equal(camera.isOn, true);
  camera.stop();
  pass(60_000);
  assert.equal(asked.length, 5);
});

/** Return which cameras were asked for: ids, and sides. @param {ReturnType<typeof phone>["asked"]} asked */
function wanted(asked) {
  return asked.map(({ video: { deviceId, facingMode } }) => deviceId?.exact ?? facingMode.ideal);
}

test("a chosen camera that is gone is replaced until it is connected again", async () => {
  const { asked, video } = phone();
  const camera = new Camera(video, () => {});
  const started = camera.chooseCamera({ id: "third", name: "USB camera" });
  asked[0].deny("OverconstrainedError");
  await settle();
  asked[1].give();
  await started;
  assert.deepEqual([wanted(asked), camera.isOn, camera.isReplaced], [["third", "environment"], true, true]);
  const again = camera.start();
  asked[2].give();
  await again;
  assert.deepEqual([wanted(asked).at(-1), camera.isOn, camera.isReplaced], ["third", true, false]);
  camera.stop();
});

test("a chosen camera with another id is found by its name", async () => {
  const [front, usb] = ["Front camera", "USB camera"].map((label) => ({ deviceId: `new id of ${label}`, label }));
  for (const [connected, last, isReplaced] of /** @type {const} */ ([
    [[front, usb], usb.deviceId, false],
    [[front, usb, { ...usb, deviceId: "a second one of this name" }], "environment", true],
  ])) {
    const { asked, video } = phone([...connected]);
    const camera = new Camera(video, () => {});
    const started = camera.chooseCamera({ id: "old id", name: "USB camera" });
    asked[0].deny("NotFoundError");
    await settle();
    const other = asked[1].give();
    await settle();
    asked[2]?.give();
    await started;
    assert.deepEqual([wanted(asked).at(-1), camera.isReplaced, camera.isOn], [last, isReplaced, true]);
    assert.equal(other.readyState, isReplaced ? "live" : "ended");
    camera.stop();
  }
});

test("a native reader gets every fourth empty frame inverted", async () => {
  const { video } = phone();
  const inverted = /** @type {any} */ ({ isInverted: true });
  const context = { canvas: inverted, drawImage: () => {}, fillRect: () => {} };
  Object.assign(document, { createElement: () => ({ getContext: () => context }) });
  Object.assign(globalThis, {
    BarcodeDetector: class {
      static async getSupportedFormats() {
        return ["qr_code"];
      }

      /** @param {any} source */
      async detect(source) {
        return source.isInverted ? [{ rawValue: "R1:light" }, { rawValue: "https://example.org" }] : [];
      }
    },
  });
  const camera = new Camera(video, () => {});
  const frames = [];
  for (let n = 0; n < 4; n += 1) frames.push(await camera.readFrame());
  assert.deepEqual(frames, [[], [], [], ["R1:light", "https://example.org"]]);
});

test("a badge is reported before another code of any frame", () => {
  const codes = new FrameCodes();
  const [poster, badge, other] = ["https://example.org", "]Q1R1:A", "R1:B"];
  const frames = [[poster], [poster, badge], [poster], [], [badge, other], [other, badge], [poster], [poster]];
  assert.deepEqual(
    frames.map((texts, n) => codes.choose(texts, 100 * n)),
    [null, badge, null, null, badge, badge, null, null],
  );
  const alone = [2000, 2100, 2200, 2300, 2400, 2500, 2600].map((at) => codes.choose([poster], at));
  assert.deepEqual(alone, [null, null, null, null, null, null, poster]);
});

test("the app's reader replaces a native one that always fails", async () => {
  const { video } = phone();
  let made = 0;
  const workers = { made: 0 };
  const native = class {
    static getSupportedFormats = async () => ["qr_code"];

    constructor() {
      made += 1;
    }

    async detect() {
      throw new DOMException("Barcode detection service unavailable.", "NotSupportedError");
    }
  };
  const worker = class {
    constructor() {
      workers.made += 1;
    }

    /** @type {(event: any) => void} */
    onmessage = () => {};

    postMessage() {
      this.onmessage({ data: { texts: ["R1:…"] } });
    }
  };
  const around = {
    BarcodeDetector: native,
    Worker: worker,
    OffscreenCanvas: class {},
    ImageData: class {},
    createImageBitmap: async () => ({}),
  };
  Object.assign(globalThis, around);
  const camera = new Camera(video, () => {});
  for (let n = 0; n < 5; n += 1) {
    const read = camera.readFrame();
    await settle();
    pass(400);
    assert.deepEqual(await read, []);
  }
  assert.deepEqual(await camera.readFrame(), ["R1:…"]);
  assert.deepEqual([made, workers.made], [5, 1]);
});
