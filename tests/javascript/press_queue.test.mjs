// Fast presses of a key in the console: none is lost, each acts on the state that the one before has made.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PressQueue } from "../../broadcast/console/static/press_queue.mjs";

/** A console whose requests take some time. */
class FakePage {
  constructor() {
    this.time = 0;
    this.busyUntil = 0;
    this.takesMs = 300;
    this.isStopped = false;
    /** @type {{letter: string, at: number}[]} */
    this.pressed = [];
    this.queue = new PressQueue({
      isSending: () => this.time < this.busyUntil,
      isBehind: () => false,
      mayGoOn: () => !this.isStopped,
      press: (letter) => {
        this.pressed.push({ letter, at: this.time });
        this.busyUntil = this.time + this.takesMs;
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

test("a question or an error drops what waits, the next press acts again", async () => {
  const page = new FakePage();
  page.isStopped = true;
  await Promise.all(["A", "N", "N"].map((letter) => page.queue.add(letter)));
  assert.deepEqual(
    page.pressed.map(({ letter }) => letter),
    ["A"],
  );
  await page.queue.add("O");
  assert.equal(page.pressed.length, 2);
});

test("a stuck key does not fill the queue", async () => {
  const page = new FakePage();
  await Promise.all(Array.from({ length: 100 }, () => page.queue.add("G")));
  assert.equal(page.pressed.length, 10);
});
