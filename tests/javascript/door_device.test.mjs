/** The door's device: its clock, its seal, its queue, its scanner's layout, its supervisors' PINs. */
import assert from "node:assert/strict";
import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { test } from "node:test";

import { DoorClock } from "../../accreditation/doors/static/app/device/clock.mjs";
import { lockAfterWrongPin, proveOverride, UNLOCKED } from "../../accreditation/doors/static/app/device/pins.mjs";
import { MAX_AT_ONCE } from "../../accreditation/doors/static/app/device/queue.mjs";
import { makeKey, seal, unseal } from "../../accreditation/doors/static/app/device/seal.mjs";
import { ALPHABET, learnLayout, readWithLayout } from "../../accreditation/doors/static/app/readers/layout.mjs";
import { usLetter, Wedge } from "../../accreditation/doors/static/app/readers/wedge.mjs";
import { Memory, NOON, queueOf } from "./door_page.mjs";

function time(wall = NOON) {
  const shown = { wall, steady: 1000 };
  return { shown, sources: { wall: () => shown.wall, steady: () => shown.steady } };
}

test("the clock follows the server and not the device's setting", () => {
  const { shown, sources } = time(NOON + 600_000);
  const clock = new DoorClock(sources, null);
  clock.adjust(NOON, 900, 1000);
  assert.equal(clock.now(), NOON + 50);
  assert.equal(clock.skewMs, 599_950);
  shown.steady += 5000;
  shown.wall -= 3_600_000; // set back by hand: only the steady clock counts
  assert.equal(clock.now(), NOON + 5050);
  assert.equal(clock.deviceTime() - clock.skewMs, clock.now());
});

test("the clock goes on while the phone sleeps and never goes back over a restart", () => {
  const { shown, sources } = time();
  const clock = new DoorClock(sources, null);
  shown.wall += 1_800_000;
  assert.equal(clock.now(), NOON + 1_800_000);
  const again = new DoorClock(time(NOON - 86_400_000).sources, clock.toRecord());
  assert.equal(again.now(), NOON + 1_800_000);
  const setBack = time(NOON - 86_400_000);
  const goesOn = new DoorClock(setBack.sources, clock.toRecord());
  setBack.shown.steady += 5000;
  assert.equal(goesOn.now(), NOON + 1_805_000, "time does not stand still until the setting has caught up");
});

test("a slow answer says nothing about the time, a worse one little", () => {
  const { shown, sources } = time();
  const clock = new DoorClock(sources, null);
  clock.adjust(NOON + 77_000, -2000, 1000);
  assert.equal(clock.now(), NOON);
  shown.steady += 10;
  clock.adjust(NOON + 60_000, 1000, 1010);
  clock.adjust(NOON, 10, 1010);
  assert.equal(clock.now(), NOON + 60_005);
});

test("a sealed record is read again under its own name and key alone", async () => {
  const key = await makeKey();
  assert.equal(key.extractable, false);
  for (const value of [{ name: "Nguyễn Thị Hoa" }, null, [1, "x"], new Uint8Array([0, 255, 7])]) {
    const sealed = await seal(key, "people/01", value);
    assert.deepEqual(await unseal(key, "people/01", sealed), value);
    await assert.rejects(unseal(key, "people/02", sealed));
    await assert.rejects(unseal(await makeKey(), "people/01", sealed));
    new Uint8Array(sealed.data)[3] ^= 1;
    await assert.rejects(unseal(key, "people/01", sealed));
  }
  const sealed = await seal(key, "x", { name: "Nguyễn Thị Hoa" });
  assert.equal(Buffer.from(sealed.data).includes("Hoa"), false);
});

test("the queue keeps what is not answered for, in its order, over a restart", async () => {
  const store = new Memory();
  const queue = await queueOf(store);
  for (let n = 0; n < 250; n += 1) await queue.add({ kind: "scan", key: `key-${n}` });
  assert.equal(queue.listOldest().length, MAX_AT_ONCE);
  assert.deepEqual(
    queue.listOldest("key-2").map(({ key }) => key),
    ["key-0", "key-1"],
  );
  await queue.removeAnswered(["key-0", "key-5", "unknown"]);
  await queue.removeAnswered(["key-0"]);
  const again = await queueOf(store);
  assert.equal(again.length, 248);
  await again.add({ kind: "undo", key: "last" });
  const keys = again.list().map(({ key }) => key);
  assert.deepEqual([keys[0], keys[4], keys.at(-1)], ["key-1", "key-6", "last"]);
});

/** The strokes of a scanner that believes in one keyboard at a computer that believes in another. @param {string} text @param {(sign: string) => {code: string, key?: string, shift: boolean}} press */
function strokes(text, press) {
  return [...text].map((sign) => ({ key: "?", alt: false, ...press(sign) }));
}

const SHIFTED = ")!@#$%^&*(";
/** @param {string} sign */
function us(sign) {
  if (/[A-Z]/.test(sign)) return { code: `Key${sign}`, shift: true };
  if (/[0-9]/.test(sign)) return { code: `Digit${sign}`, shift: false };
  const plain = { " ": "Space", "-": "Minus", ".": "Period", "/": "Slash" }[sign];
  if (plain) return { code: plain, shift: false };
  return { code: { ":": "Semicolon", "+": "Equal" }[sign] ?? `Digit${SHIFTED.indexOf(sign)}`, shift: true };
}
/** A scanner set for France. @param {string} sign */
function azerty(sign) {
  const swapped = { A: "KeyQ", Q: "KeyA", Z: "KeyW", W: "KeyZ", M: "Semicolon" }[sign];
  if (swapped) return { code: swapped, shift: true };
  if (/[A-Z]/.test(sign)) return { code: `Key${sign}`, shift: true };
  if (/[0-9]/.test(sign)) return { code: `Digit${sign}`, shift: true };
  const plain = { " ": "Space", "-": "Digit6", ":": "Period", $: "BracketRight", "*": "Backslash" }[sign];
  if (plain) return { code: plain, shift: false };
  return { code: { "+": "Equal", ".": "Comma", "/": "Period", "%": "Quote" }[sign] ?? "", shift: true };
}
/** A scanner set for Germany; this one sends letters in lower case. @param {string} sign */
function qwertz(sign) {
  if (/[A-Z]/.test(sign)) return { code: `Key${{ Y: "Z", Z: "Y" }[sign] ?? sign}`, shift: false };
  if (/[0-9]/.test(sign)) return { code: `Digit${sign}`, shift: false };
  const plain = { " ": "Space", "-": "Slash", "+": "BracketRight", ".": "Period" }[sign];
  if (plain) return { code: plain, shift: false };
  return {
    code: { $: "Digit4", "%": "Digit5", "/": "Digit7", "*": "BracketRight", ":": "Period" }[sign] ?? "",
    shift: true,
  };
}
/** An input method without key codes, which still tells signs apart. @param {string} sign */
const nameless = (sign) => ({ code: "", key: `~${sign}`, shift: false });

test("a calibrated scanner is understood whatever keyboards it and the computer believe in (A19)", () => {
  const token = "R1:RRQ$-8O609O0B90L6B55L%ZCCT8+*/.:XYZ 0".repeat(5).slice(0, 174);
  for (const press of [us, azerty, qwertz, nameless]) {
    const learnt = learnLayout(strokes(ALPHABET + ALPHABET, press));
    assert.ok("layout" in learnt, press.name);
    assert.equal(readWithLayout(learnt.layout, strokes(token, press)), token);
    /** @type {string[]} */
    const read = [];
    const wedge = new Wedge((text) => read.push(text), { setTimeout: () => 0, clearTimeout: () => {} });
    wedge.layout = learnt.layout;
    strokes(token, press).forEach(({ code, key, shift }, n) => {
      const own = code ? usLetter(code, shift) : key.slice(1);
      wedge.takeKey({
        code,
        key: own,
        shiftKey: shift,
        ctrlKey: false,
        altKey: false,
        metaKey: false,
        timeStamp: n * 4,
      });
    });
    if (press !== nameless) {
      wedge.endBurst();
      assert.deepEqual(read, [token], press.name);
    }
  }
});

test("a calibration that went wrong teaches nothing", () => {
  const good = strokes(ALPHABET + ALPHABET, us);
  assert.deepEqual(learnLayout(good.slice(1)), { problem: "count" });
  assert.deepEqual(learnLayout([...good.slice(0, -1), good[0]]), { problem: "differs" });
  assert.deepEqual(learnLayout(strokes(ALPHABET + ALPHABET, () => ({ code: "KeyA", shift: false }))), {
    problem: "ambiguous",
  });
});

test("a PIN proves one override and no other; wrong ones lock for growing times", async () => {
  const salt = "00112233445566778899aabbccddeeff";
  const verifier = pbkdf2Sync("482913", Buffer.from(salt, "hex"), 600_000, 32, "sha256");
  const supervisor = { id: "staff_1", name: "S", salt, check: createHash("sha256").update(verifier).digest("hex") };
  const override = { key: "k2", of: "k1", reason: "escorted" };
  const expected = createHmac("sha256", verifier).update("override\nk2\nk1\nstaff_1\nescorted").digest("hex");
  assert.equal(await proveOverride("482913", supervisor, override), expected);
  assert.equal(await proveOverride("482914", supervisor, override), null);
  let lock = UNLOCKED;
  const locked = Array.from({ length: 14 }, () => {
    lock = lockAfterWrongPin(lock, 0);
    return lock.until / 1000;
  });
  assert.deepEqual(locked, [0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
});
