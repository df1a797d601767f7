/**
 * Captions with a playlist of their own, named in the playlist that is played: hls.js then loads them and shows them in time
 * with the picture, by `X-TIMESTAMP-MAP` and `EXT-X-PROGRAM-DATE-TIME` (RFC 8216, 3.5 and 4.3.2.6).
 */

const GROUP = "rostrum-captions";

/** @typedef {typeof import("hls.js").default} HlsClass */
/** @typedef {import("hls.js").Loader<import("hls.js").PlaylistLoaderContext>} PlaylistLoader */

/**
 * Return a playlist that names the captions too: a master playlist, whose groups of captions keep those they have.
 * What is no playlist is returned as it is.
 * @param {string} playlist @param {string} address where it was loaded from
 * @param {Map<string, string>} captions addresses of playlists by language
 */
export function addCaptions(playlist, address, captions) {
  if (!playlist.startsWith("#EXTM3U")) return playlist;
  const lines = playlist.includes("#EXT-X-STREAM-INF:")
    ? playlist.split(/\r?\n/)
    : ["#EXTM3U", "#EXT-X-STREAM-INF:BANDWIDTH=1", address];
  const groups = new Set();
  const named = lines.map((line) => {
    if (!line.startsWith("#EXT-X-STREAM-INF:")) return line;
    const group = /[:,]SUBTITLES="([^"]*)"/.exec(line)?.[1];
    groups.add(group ?? GROUP);
    return group === undefined ? `${line},SUBTITLES="${GROUP}"` : line;
  });
  const [first, ...rest] = named;
  return [first, ...[...groups].flatMap((group) => listTracks(group, captions)), ...rest].join("\n");
}

/** @param {string} group @param {Map<string, string>} captions */
function listTracks(group, captions) {
  return [...captions].map(
    ([language, address]) =>
      `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="${group}",NAME="${language}",LANGUAGE="${language}",DEFAULT=NO,URI="${address}"`,
  );
}

/**
 * Return the class by which hls.js loads playlists, with captions in the first one.
 * @param {HlsClass} Hls @param {Map<string, string>} captions
 */
export function makeCaptionLoader(Hls, captions) {
  return class extends /** @type {new (config: any) => PlaylistLoader} */ (Hls.DefaultConfig.loader) {
    /** @param {any} context @param {any} config @param {any} callbacks */
    load(context, config, callbacks) {
      const onSuccess = (/** @type {any} */ response, /** @type {any[]} */ ...rest) => {
        response.data = addCaptions(response.data, response.url || context.url, captions);
        callbacks.onSuccess(response, ...rest);
      };
      super.load(context, config, context.type === "manifest" ? { ...callbacks, onSuccess } : callbacks);
    }
  };
}
