// Fast presses of a key in the console: each acts on the state that the one before has made, or is told of.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PressQueue } from "../../broadcast/console/static/press_queue.mjs";

/** A console whose requests take some time. */
class FakePage {
  constructor() {
    this.time = 0;
    this.busyUntil = 0;
    this.takesMs = 300;
    /** @type {object | null} */
    this.stop = null;
    /** The key that leads to an error. */
    this.refused = "";
    /** @type {{letter: string, at: number}[]} */
    this.pressed = [];
    /** @type {string[]} */
    this.dropped = [];
    this.queue = new PressQueue({
      isSending: () => this.time < this.busyUntil,
      isBehind: () => false,
      findStop: () => this.stop,
      drop: (letter) => this.dropped.push(letter),
      press: (letter) => {
        this.pressed.push({ letter, at: this.time });
        this.busyUntil = this.time + this.takesMs;
        if (letter === this.refused) this.stop = { letter };
      },
      now: () => this.time,
      pause: async (ms) => {
        this.time += ms;
      },
    });
  }
}

test("three fast presses act three times, each after the answer to the one before", async () => {
  const page = new FakePage();
  await Promise.all(["G", "G", "G"].map((letter) => page.queue.add(letter)));
  assert.deepEqual(
    page.pressed.map(({ letter }) => letter),
    ["G", "G", "G"],
  );
  assert.ok(page.pressed.every(({ at }, index) => index === 0 || at >= page.pressed[index - 1].at + 300));
});

test("an error drops and names what waits, and the next press acts again", async () => {
  const page = new FakePage();
  page.refused = "A";
  await Promise.all(["A", "N", "N"].map((letter) => page.queue.add(letter)));
  assert.deepEqual(
    page.pressed.map(({ letter }) => letter),
    ["A"],
  );
  assert.deepEqual(page.dropped, ["N", "N"]);
  await page.queue.add("O");
  assert.equal(page.pressed.length, 2);
});

test("an error stops a press that came while its request was under way", async () => {
  const page = new FakePage();
  page.busyUntil = 300;
  const press = page.queue.add("N");
  page.stop = {};
  await press;
  assert.deepEqual([page.pressed, page.dropped], [[], ["N"]]);
});

test("an error that is repeated stops the presses after it", async () => {
  const page = new FakePage();
  page.refused = "A";
  page.stop = {};
  await Promise.all(["A", "N"].map((letter) => page.queue.add(letter)));
  assert.deepEqual(page.dropped, ["N"]);
});

test("a stuck key does not fill the queue, and is named", async () => {
  const page = new FakePage();
  await Promise.all(Array.from({ length: 100 }, () => page.queue.add("G")));
  assert.deepEqual([page.pressed.length, page.dropped.length], [10, 90]);
});

test("a press that fails does not keep the next one back", async () => {
  const page = new FakePage();
  const press = page.queue.page.press;
  page.queue.page.press = () => {
    page.queue.page.press = press;
    throw new Error("the button is gone");
  };
  await assert.rejects(page.queue.add("N"));
  await page.queue.add("O");
  assert.deepEqual(
    page.pressed.map(({ letter }) => letter),
    ["O"],
  );
});
