// The choice of a language: among the streams of a room, kept for the room, found among the tracks of a playlist.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  findFloorTrack,
  findTrack,
  keepChoice,
  listSounds,
  readChoice,
  savesData,
} from "../../broadcast/media/static/choice.mjs";

/** @param {string} role @param {string} medium @param {string} [language] */
const stream = (role, medium, language = "") => ({ id: role + language + medium, role, medium, language, address: "" });

/** @returns {Pick<Storage, "getItem" | "setItem">} */
function memory() {
  const kept = new Map();
  return { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value) };
}

test("a language is heard from its audio, from its video where there is no other", () => {
  const streams = [
    stream("floor", "video"),
    stream("interpretation", "video", "fr"),
    stream("interpretation", "audio", "fr"),
    stream("sign_language", "video"),
    stream("captions", "text", "en"),
  ];
  const sounds = listSounds(streams);
  assert.deepEqual(
    [...sounds].map(([key, { medium }]) => [key, medium]),
    [
      ["floor", "video"],
      ["fr", "audio"],
    ],
  );
});

test("a choice belongs to its room, and the floor is heard where it does not fit", () => {
  const sounds = listSounds([stream("floor", "audio"), stream("interpretation", "audio", "ar")]);
  const storage = memory();
  keepChoice(storage, "plenary", "ar");
  assert.equal(readChoice(storage, "plenary", sounds), "ar");
  assert.equal(readChoice(storage, "R301", sounds), "floor");
  assert.equal(readChoice(null, "plenary", sounds), "floor");
  keepChoice(storage, "R301", "constructor");
  assert.equal(readChoice(storage, "R301", sounds), "floor");
  assert.equal(readChoice(storage, "R301", listSounds([stream("interpretation", "audio", "ru")])), "ru");
  assert.equal(readChoice(storage, "R301", new Map()), "");
});

test("a track is found by its language in each way to write it", () => {
  const tracks = [{ lang: "mul", default: false }, { lang: "FR-ca" }, { lang: "vie" }, { lang: "chi" }, {}];
  assert.deepEqual(
    ["fr", "vi", "zh", "ru"].map((code) => findTrack(tracks, code)),
    [1, 2, 3, -1],
  );
});

test("the floor is the track without a language of its own, or the default", () => {
  assert.equal(findFloorTrack([{ lang: "fr" }, { lang: "mul" }]), 1);
  assert.equal(findFloorTrack([{ lang: "fr" }, {}]), 1);
  assert.equal(findFloorTrack([{ lang: "fr" }, { lang: "en", default: true }]), 1);
  assert.equal(findFloorTrack([]), -1);
});

test("a slow network or a reader who saves data asks for sound first", () => {
  assert.deepEqual([undefined, { effectiveType: "4g" }, { saveData: true }, { effectiveType: "2g" }].map(savesData), [
    false,
    false,
    true,
    true,
  ]);
});
