/** What a reader listens to in a room: kept for the room, found among its streams, started with little data if need be. */

/**
 * @typedef {{id: string, role: string, medium: string, language: string, address: string}} Stream
 */

const PREFIX = "streams.";

/** ISO 639-2 and 639-3 codes that encoders write in place of those of ISO 639-1. */
const THREE_LETTERS = {
  ara: "ar",
  zho: "zh",
  chi: "zh",
  cmn: "zh",
  eng: "en",
  fra: "fr",
  fre: "fr",
  rus: "ru",
  spa: "es",
  vie: "vi",
};

/** The streams that one can listen to, one a language: audio before video, because it needs less. @param {Stream[]} streams */
export function listSounds(streams) {
  const found = new Map();
  for (const one of streams.filter(({ role }) => role === "floor" || role === "interpretation")) {
    const key = one.language || "floor";
    if (!found.has(key) || one.medium === "audio") found.set(key, one);
  }
  return found;
}

/**
 * The playlists of captions by language that are not part of the picture's playlist.
 * @param {Stream[]} streams @param {string | undefined} picture its address
 */
export function listCaptions(streams, picture) {
  const captions = streams.filter(({ role, language }) => role === "captions" && language);
  const within = captions.filter(({ address }) => address === picture).map(({ language }) => language);
  const apart = captions.filter(({ language }) => !within.includes(language));
  return new Map(apart.map(({ language, address }) => [language, address]));
}

/**
 * The language that was chosen for a room, the floor without a choice or when the language is not there any more.
 * @param {Pick<Storage, "getItem" | "setItem"> | null} storage @param {string} room @param {Map<string, Stream>} sounds
 */
export function readChoice(storage, room, sounds) {
  const kept = storage?.getItem(PREFIX + room) ?? "";
  if (sounds.has(kept)) return kept;
  return sounds.has("floor") ? "floor" : (sounds.keys().next().value ?? "");
}

/** @param {Pick<Storage, "getItem" | "setItem"> | null} storage @param {string} room @param {string} language */
export function keepChoice(storage, room, language) {
  storage?.setItem(PREFIX + room, language);
}

/**
 * The number of the track of a language in a list of hls.js, -1 where no track has it.
 * @param {{lang?: string}[]} tracks @param {string} language
 */
export function findTrack(tracks, language) {
  return tracks.findIndex(({ lang = "" }) => {
    const primary = lang.toLowerCase().split("-")[0];
    return (THREE_LETTERS[/** @type {keyof typeof THREE_LETTERS} */ (primary)] ?? primary) === language;
  });
}

/**
 * Whether the network asks for little data: the reader saves data, or the browser measures a slow one.
 * @param {{saveData?: boolean, effectiveType?: string} | undefined} connection
 */
export function savesData(connection) {
  return Boolean(connection?.saveData) || ["slow-2g", "2g", "3g"].includes(connection?.effectiveType ?? "");
}

/**
 * The number of the track that carries the original: one without a language of its own, else the playlist's default.
 * @param {{lang?: string, default?: boolean}[]} tracks
 */
export function findFloorTrack(tracks) {
  const original = tracks.findIndex(({ lang = "" }) => ["", "und", "mul", "mis"].includes(lang.toLowerCase()));
  return original >= 0 ? original : tracks.findIndex((track) => track.default);
}
