// Rooms at a glance, by the vectors that tests/broadcast/console/rooms/test_rooms_view.py checks too; and the words of the palette.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { findCommands } from "../../broadcast/console/static/palette.mjs";
import { keyOf, roomTiles } from "../../broadcast/console/static/rooms_view.mjs";

const vectors = JSON.parse(readFileSync(new URL("../vectors/rooms.json", import.meta.url), "utf8"));

test("tiles have the sessions and times of the vectors", () => {
  const sessions = vectors.sessions.map((/** @type {object} */ one) => ({
    order: 0,
    since: null,
    until: null,
    ...one,
  }));
  const tiles = roomTiles(vectors.rooms, sessions, Date.parse(vectors.now));
  const found = tiles.map(({ key, session, following, timing, duration }) => ({
    key,
    session: session?.id ?? null,
    following: following?.id ?? null,
    timing,
    duration,
  }));
  assert.deepEqual(found, vectors.tiles);
});

test("twenty rooms have keys", () => {
  assert.deepEqual([0, 9, 10, 19, 20].map(keyOf), ["1", "0", "⇧1", "⇧0", ""]);
});

test("commands are found by all words in any spelling and order, the earliest first", () => {
  const commands = ["Give the floor · Côte d’Ivoire", "Côte d’Ivoire", "الجلسة الافتتاحية", "全体会议"].map(
    (label) => ({ label }),
  );
  assert.deepEqual(
    findCommands(commands, "ivoire cote").map(({ label }) => label),
    ["Côte d’Ivoire", "Give the floor · Côte d’Ivoire"],
  );
  assert.equal(findCommands(commands, "إفتتاحيه").length, 1);
  assert.equal(findCommands(commands, "會議").length, 1);
  assert.equal(findCommands(commands, "").length, 4);
  assert.equal(findCommands(commands, "nothing").length, 0);
});
