// Keyboard-wedge scanners: bursts, suffixes, keyboard layouts, repeated codes (CASES A18, A19).
import assert from "node:assert/strict";
import { test } from "node:test";

import { LONGEST, QUIET_MS, RepeatFilter, usLetter, Wedge } from "../../accreditation/badges/static/readers/wedge.mjs";

const TOKEN = "R1:RRQ$-8O609O0B90L6B55L%ZCCT8+*/.:XYZ 0".repeat(5).slice(0, 174);
const SHIFTED = Object.fromEntries([...")!@#$%^&*("].map((sign, digit) => [sign, `Digit${digit}`]));
/** @type {Record<string, string>} */
const PLAIN = { "]": "BracketRight", " ": "Space", "-": "Minus", ".": "Period", "/": "Slash" };
/** @type {Record<string, string>} */
const WITH_SHIFT = { ...SHIFTED, ":": "Semicolon", "+": "Equal" };

/** Return the key of a US keyboard for a character. @param {string} letter */
function keyFor(letter) {
  if (/[A-Z]/.test(letter)) return { code: `Key${letter}`, shiftKey: true };
  if (/[0-9]/.test(letter)) return { code: `Digit${letter}`, shiftKey: false };
  if (letter in PLAIN) return { code: PLAIN[letter], shiftKey: false };
  return { code: WITH_SHIFT[letter], shiftKey: true };
}

/**
 * A computer's layout: the character of each physical key.
 * @type {Record<string, (code: string, shift: boolean, us: string) => string>}
 */
const LAYOUTS = {
  us: (_code, _shift, us) => us,
  azerty: (code, shift, us) => {
    const swaps = { KeyA: "q", KeyQ: "a", KeyZ: "w", KeyW: "z", Semicolon: "m", Minus: ")", Slash: "!", Period: ":" };
    const letter = swaps[/** @type {keyof typeof swaps} */ (code)];
    if (letter) return shift ? letter.toUpperCase() : letter;
    if (code.startsWith("Digit")) return shift ? code.slice(5) : "à&é\"'(-è_ç"[Number(code.slice(5))];
    return us;
  },
  qwertz: (code, shift, us) =>
    code === "KeyY" ? (shift ? "Z" : "z") : code === "KeyZ" ? (shift ? "Y" : "y") : code === "Minus" ? "ß" : us,
  telex: () => "Process",
  dead: (code, _shift, us) => (code === "Digit6" || code === "Semicolon" ? "Dead" : us),
};

function bench() {
  /** @type {string[]} */
  const codes = [];
  /** @type {{run: () => void, due: number, on: boolean}[]} */
  const timers = [];
  let now = 0;
  const wedge = new Wedge((text) => codes.push(text), {
    setTimeout: (run, ms) => timers.push({ run, due: now + ms, on: true }) - 1,
    clearTimeout: (index) => {
      timers[index].on = false;
    },
  });
  /** @param {number} ms */
  const pass = (ms) => {
    now += ms;
    for (const timer of timers)
      if (timer.on && timer.due <= now) {
        timer.on = false;
        timer.run();
      }
  };
  /** @param {string} text @param {number} gap @param {string} layout */
  const type = (text, gap = 4, layout = "us", free = false) =>
    [...text].map((letter) => {
      pass(gap);
      const { code, shiftKey } = keyFor(letter);
      const key = LAYOUTS[layout](code, shiftKey, usLetter(code, shiftKey));
      return wedge.takeKey(
        { key, code, shiftKey, ctrlKey: false, altKey: false, metaKey: false, timeStamp: now },
        free,
      );
    });
  /** @param {string} code */
  const press = (code, extra = {}) => {
    pass(4);
    return wedge.takeKey({
      key: code,
      code,
      shiftKey: false,
      ctrlKey: false,
      altKey: false,
      metaKey: false,
      timeStamp: now,
      ...extra,
    });
  };
  return { codes, wedge, pass, type, press };
}

for (const suffix of ["Enter", "NumpadEnter", "Tab"]) {
  test(`a burst ends with ${suffix}, which has no other effect`, () => {
    const { codes, type, press } = bench();
    type(TOKEN);
    assert.equal(press(suffix), true);
    assert.deepEqual(codes, [TOKEN]);
    assert.equal(press(suffix), false);
  });
}

test("a burst without a suffix ends by itself", () => {
  const { codes, type, pass } = bench();
  type(TOKEN);
  pass(QUIET_MS - 1);
  assert.deepEqual(codes, []);
  pass(1);
  assert.deepEqual(codes, [TOKEN]);
});

for (const layout of Object.keys(LAYOUTS)) {
  test(`a token behind the mark ]Q1 is read under the layout ${layout}`, () => {
    const { codes, type, press } = bench();
    type(`]Q1${TOKEN} `, 4, layout);
    press("Enter");
    assert.deepEqual(codes, [`]Q1${TOKEN} `]);
  });

  test(`a token is read under the layout ${layout}`, () => {
    const { codes, type, press } = bench();
    type(TOKEN, 4, layout);
    press("Enter");
    assert.deepEqual(codes, [TOKEN]);
  });
}

test("a burst of 200 keys is complete", () => {
  const { codes, type, press } = bench();
  const long = TOKEN.repeat(2).slice(0, 200);
  type(long, 1);
  press("Enter");
  assert.equal(codes[0], long);
});

test("an endless burst is cut and the next scan works", () => {
  const { codes, type, press } = bench();
  type("A".repeat(LONGEST + 500), 1);
  press("Enter");
  type(TOKEN);
  press("Enter");
  assert.deepEqual(
    codes.map((code) => code.length),
    [LONGEST, TOKEN.length],
  );
});

test("a person's typing is not a burst", () => {
  const { codes, type, press, pass } = bench();
  assert.deepEqual(type("P-0012 PRESS", 130), Array(12).fill(false));
  assert.equal(press("Enter"), false);
  pass(1000);
  assert.deepEqual(codes, []);
});

test("a short burst goes to the focused field", () => {
  const { codes, type, press } = bench();
  type("P-0012");
  assert.equal(press("Enter"), false);
  assert.deepEqual(codes, []);
});

test("a burst has no effect on the page from its eighth key", () => {
  const { type } = bench();
  assert.deepEqual(type("R1:ABCDEFG"), [...Array(7).fill(false), true, true, true]);
});

test("a slow wireless scanner is read where no field has the focus", () => {
  const { codes, type, pass } = bench();
  type(TOKEN, 100, "us", true);
  pass(249);
  assert.deepEqual(codes, []);
  pass(1);
  assert.deepEqual(codes, [TOKEN]);
});

test("a delay of a busy computer does not split a token", () => {
  const { codes, type, press, pass } = bench();
  type(TOKEN.slice(0, 40));
  pass(600);
  type(TOKEN.slice(40, 120));
  pass(500);
  type(TOKEN.slice(120));
  press("Enter");
  assert.deepEqual(codes, [TOKEN]);
});

test("a delay after a token's first letter loses nothing", () => {
  const { codes, type, press, pass } = bench();
  type(TOKEN[0]);
  pass(300);
  type(TOKEN[1]);
  pass(300);
  type(TOKEN.slice(2));
  press("Enter");
  assert.deepEqual(codes, [TOKEN]);
});

test("an incomplete token is reported and the next is read", () => {
  const { codes, type, press, pass } = bench();
  type("R1:HALF A T");
  pass(2000);
  type(TOKEN);
  press("Enter");
  assert.deepEqual(codes, ["R1:HALF A T", TOKEN]);
});

test("control characters of a scanner's burst have no effect", () => {
  const { codes, type, press } = bench();
  type(TOKEN);
  const suffix = ["BracketRight", "KeyD"].map((code) => press(code, { key: "d", ctrlKey: true }));
  press("Enter");
  assert.deepEqual([suffix, codes], [[true, true], [TOKEN]]);
});

test("shortcuts and modifier keys are not read", () => {
  const { wedge, press } = bench();
  assert.equal(press("KeyR", { key: "r", ctrlKey: true }), false);
  assert.equal(press("ShiftLeft", { key: "Shift" }), false);
  assert.equal(wedge.count, 0);
});

test("a code is one scan within 1.5 s and another after 10 s", () => {
  const repeats = new RepeatFilter();
  const at = [0, 900, 2300, 3700, 13_700];
  assert.deepEqual(
    at.map((ms) => repeats.isRepeat("R1:A", ms)),
    [false, true, true, true, false],
  );
  assert.equal(repeats.isRepeat("R1:B", 13_800), false);
  assert.equal(repeats.isRepeat("R1:A", 13_900), true); // a camera sees both
});
