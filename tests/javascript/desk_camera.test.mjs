/** The camera of the badge desk: the first token is opened once, and the camera is released on every way out. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { DeskCamera } from "../../accreditation/badge_desk/static/desk_camera.mjs";

const TOKEN = "R1:RRQ$-8O609O0B90L6B55L";
const TEXTS = { start: "Scan", stop: "Turn off", hint: "Hold", refused: "Blocked", missing: "None", insecure: "https" };

class Element extends EventTarget {
  /** @type {Record<string, Element>} */
  parts = {};
  dataset = /** @type {Record<string, string>} */ ({ ...TEXTS });
  classList = { toggle: () => {} };
  textContent = "";
  hidden = true;
  value = "";
  /** @type {any[]} */
  options = [];
  isFocused = false;
  readyState = 0;
  srcObject = null;

  /** @param {string} selector */
  querySelector(selector) {
    return this.parts[selector];
  }

  /** @param {any[]} options */
  replaceChildren(...options) {
    this.options = options;
  }

  focus() {
    this.isFocused = true;
  }

  async play() {}
}

/** Open the page of the desk on a device whose camera permission the test decides. */
function desk(cameras = ["front"], stored = new Map()) {
  const [panel, toggle, video, note, act, choice] = Array.from({ length: 6 }, () => new Element());
  panel.parts = {
    "[data-camera-toggle]": toggle,
    "[data-camera-video]": video,
    "[data-camera-note]": note,
    "[data-camera-choice]": choice,
  };
  toggle.parts = { "[data-camera-act]": act };
  const document = Object.assign(new EventTarget(), { hidden: false });
  const window = new EventTarget();
  /** @type {{give: () => void, deny: (name: string) => void}[]} */
  const asked = [];
  const track = Object.assign(new EventTarget(), { readyState: "live", stop: () => (track.readyState = "ended") });
  /** @type {any[]} */
  const wanted = [];
  const getUserMedia = (/** @type {any} */ { video: which }) =>
    new Promise((resolve, reject) => {
      wanted.push(which.deviceId?.exact ?? which.facingMode.ideal);
      const give = () => resolve({ getTracks: () => [track], getVideoTracks: () => [track] });
      asked.push({ give, deny: (name) => reject(new DOMException("", name)) });
    });
  const enumerateDevices = async () =>
    cameras.map((label, n) => ({ kind: "videoinput", deviceId: `id-${n}`, label: label === "-" ? "" : label }));
  const globals = {
    document,
    isSecureContext: true,
    navigator: { mediaDevices: { getUserMedia, enumerateDevices } },
    Option: function Option(/** @type {any[]} */ ...[text, value, , selected]) {
      return { text, value, selected };
    },
    localStorage: {
      getItem: (/** @type {string} */ key) => stored.get(key) ?? null,
      setItem: (/** @type {string} */ key, /** @type {string} */ value) => stored.set(key, value),
    },
    HTMLMediaElement: { HAVE_CURRENT_DATA: 2 },
    addEventListener: window.addEventListener.bind(window),
  };
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  /** @type {{token: string, track: string}[]} */
  const opened = [];
  const camera = new DeskCamera(/** @type {any} */ (panel), (token) => {
    opened.push({ token, track: track.readyState });
  });
  camera.offer();
  const press = async () => {
    toggle.dispatchEvent(new Event("click"));
    await settle();
  };
  return { wanted, choice, camera, panel, toggle, video, note, act, document, window, asked, track, opened, press };
}

/** Run pending promise callbacks. */
async function settle() {
  for (let n = 0; n < 20; n += 1) await Promise.resolve();
}

/** Open the page and switch the camera on. */
async function running() {
  const page = desk();
  await page.press();
  page.asked[0].give();
  await settle();
  assert.deepEqual([page.video.hidden, page.act.textContent, page.note.textContent], [false, "Turn off", "Hold"]);
  return page;
}

/** @param {ReturnType<typeof desk>} page */
function assertReleased({ track, video, act, camera }) {
  assert.deepEqual(
    [track.readyState, video.srcObject, video.hidden, act.textContent, camera.camera.isWanted],
    ["ended", null, true, "Scan", false],
  );
}

test("a token among the codes of a frame is opened once, after the camera was released", async () => {
  const page = await running();
  page.camera.handleCodes(["https://example.org", "P-0001-93"]);
  assert.deepEqual(page.opened, []);
  page.camera.camera.onCodes(["https://example.org", `]Q1${TOKEN}`]);
  assert.deepEqual(page.opened, [{ token: `]Q1${TOKEN}`, track: "ended" }]);
  assertReleased(page);
});

test("the camera is released by its button, by Escape, and when the page is hidden or left", async () => {
  /** @type {((page: ReturnType<typeof desk>) => void)[]} */
  const ways = [
    ({ toggle }) => toggle.dispatchEvent(new Event("click")),
    ({ document }) => document.dispatchEvent(Object.assign(new Event("keydown"), { key: "Escape" })),
    ({ document }) => Object.assign(document, { hidden: true }).dispatchEvent(new Event("visibilitychange")),
    ({ window }) => window.dispatchEvent(new Event("pagehide")),
  ];
  for (const [n, leave] of ways.entries()) {
    const page = await running();
    leave(page);
    assertReleased(page);
    assert.deepEqual([page.note.hidden, page.toggle.isFocused], [true, n === 1]);
  }
});

test("Escape while the permission is asked releases the camera that is given later", async () => {
  const page = desk();
  await page.press();
  assert.equal(page.act.textContent, "Turn off");
  const key = Object.assign(new Event("keydown", { cancelable: true }), { key: "Escape" });
  page.document.dispatchEvent(key);
  assert.equal(key.defaultPrevented, true);
  page.asked[0].give();
  await settle();
  assertReleased(page);
});

test("Escape without a camera is left to the page", () => {
  const { document } = desk();
  const key = Object.assign(new Event("keydown", { cancelable: true }), { key: "Escape" });
  document.dispatchEvent(key);
  assert.equal(key.defaultPrevented, false);
});

test("a camera that cannot be used is explained, and can be tried again", async () => {
  for (const [error, text] of [
    ["NotAllowedError", "Blocked"],
    ["NotFoundError", "None"],
  ]) {
    const page = desk();
    await page.press();
    page.asked[0].deny(error);
    await settle();
    assert.deepEqual([page.note.textContent, page.note.hidden, page.act.textContent], [text, false, "Scan"]);
    await page.press();
    page.asked[1].give();
    await settle();
    assert.deepEqual([page.note.textContent, page.video.hidden], ["Hold", false]);
    page.camera.stop();
  }
  const insecure = desk();
  Object.assign(globalThis, { isSecureContext: false });
  await insecure.press();
  assert.deepEqual([insecure.note.textContent, insecure.act.textContent, insecure.asked], ["https", "Scan", []]);
});

test("a camera that was disconnected is given up with a text", async () => {
  const page = await running();
  page.camera.camera.release();
  page.camera.handleChange();
  assert.equal(page.note.textContent, "None");
  assertReleased(page);
});

test("several cameras are offered, and the chosen one is remembered", async () => {
  const stored = new Map();
  const page = desk(["front", "-", "back"], stored);
  page.choice.dataset.number = "Camera {n}";
  await page.press();
  page.asked[0].give();
  await settle();
  assert.deepEqual([page.wanted, page.choice.hidden], [["environment"], false]);
  assert.deepEqual(
    page.choice.options.map(({ text }) => text),
    ["front", "Camera 2", "back"],
  );
  page.choice.value = "id-2";
  page.choice.dispatchEvent(new Event("change"));
  await settle();
  page.asked[1].give();
  await settle();
  assert.deepEqual([page.wanted[1], page.video.hidden], ["id-2", false]);
  page.camera.stop();
  assert.equal(page.choice.hidden, true);
  const again = desk(["front", "-", "back"], stored);
  await again.press();
  assert.deepEqual(again.wanted, ["id-2"]);
  again.camera.stop();
});

test("one camera is not offered as a choice", async () => {
  const page = await running();
  assert.equal(page.choice.hidden, true);
  page.camera.stop();
});
