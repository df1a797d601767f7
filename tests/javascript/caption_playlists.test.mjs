/** Captions with a playlist of their own are named in the playlist that is played. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { addCaptions, makeCaptionLoader } from "../../broadcast/media/static/caption_playlists.mjs";

const CAPTIONS = new Map([["ar", "https://text.example.org/ar.m3u8"]]);
const TRACK = `NAME="ar",LANGUAGE="ar",DEFAULT=NO,URI="https://text.example.org/ar.m3u8"`;

test("a playlist of segments becomes the only quality of a master playlist", () => {
  const playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n1.ts\n";
  assert.equal(
    addCaptions(playlist, "https://video.example.org/floor.m3u8", CAPTIONS),
    `#EXTM3U\n#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="rostrum-captions",${TRACK}\n` +
      `#EXT-X-STREAM-INF:BANDWIDTH=1,SUBTITLES="rostrum-captions"\nhttps://video.example.org/floor.m3u8`,
  );
});

test("captions join those that a master playlist has, in each of its groups", () => {
  const playlist = [
    "#EXTM3U",
    `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="English",LANGUAGE="en",URI="en.m3u8"`,
    `#EXT-X-STREAM-INF:BANDWIDTH=80000,SUBTITLES="text"`,
    "high.m3u8",
    "#EXT-X-STREAM-INF:BANDWIDTH=40000",
    "low.m3u8",
  ];
  assert.deepEqual(addCaptions(playlist.join("\r\n"), "https://video.example.org/", CAPTIONS).split("\n"), [
    "#EXTM3U",
    `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",${TRACK}`,
    `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="rostrum-captions",${TRACK}`,
    ...playlist.slice(1, 4),
    `#EXT-X-STREAM-INF:BANDWIDTH=40000,SUBTITLES="rostrum-captions"`,
    "low.m3u8",
  ]);
});

test("what is no playlist is left to hls.js as it is", () => {
  assert.equal(addCaptions("<!doctype html>", "https://video.example.org/", CAPTIONS), "<!doctype html>");
});

test("captions are added to the first playlist only", () => {
  /** @type {string[]} */
  const loaded = [];
  class Loader {
    /** @param {any} _context @param {any} _config @param {any} callbacks */
    load(_context, _config, callbacks) {
      callbacks.onSuccess({ url: "https://video.example.org/floor.m3u8", data: "#EXTM3U" });
    }
  }
  const Hls = /** @type {any} */ ({ DefaultConfig: { loader: Loader } });
  const loader = new (makeCaptionLoader(Hls, CAPTIONS))({});
  const callbacks = { onSuccess: (/** @type {{data: string}} */ { data }) => loaded.push(data) };
  for (const type of ["manifest", "level"])
    loader.load(/** @type {any} */ ({ type }), /** @type {any} */ ({}), /** @type {any} */ (callbacks));
  assert.match(loaded[0] ?? "", /TYPE=SUBTITLES/);
  assert.equal(loaded[1], "#EXTM3U");
});
