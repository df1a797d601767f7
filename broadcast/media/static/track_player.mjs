/** One media element that plays an HLS playlist: by hls.js, or by the browser itself where it can (Safari). */

import { makeCaptionLoader } from "./caption_playlists.mjs";
import { findFloorTrack, findTrack } from "./choice.mjs";
import { RepeatedSegments } from "./repeated_segments.mjs";

const TYPE = "application/vnd.apple.mpegurl";
const RETRY_MS = 3000;
/** How long an element waits for data until it is said to fail: a track whose playlist gets no new segment has no error. */
const SILENT_MS = 3000;
/** How long captions that cannot be loaded are left out. */
const CAPTIONS_RETRY_MS = 10_000;

/** @typedef {typeof import("hls.js").default} HlsClass */
/**
 * @typedef {{addresses: Map<string, string>, onState: (isFailing: boolean) => void, onWords: (words: string) => void}} CaptionSource
 * Playlists of captions by language; called when captions cannot be loaded or go on, and with the words of the moment.
 */

/** Load hls.js, which is large, once it is needed; null in a browser that must play by itself. @returns {Promise<HlsClass | null>} */
export async function loadHls() {
  const { default: Hls } = await import("../../../conference/static/vendor/hls/hls.js");
  return Hls.isSupported() ? Hls : null;
}

export class TrackPlayer {
  /**
   * @param {HTMLMediaElement} element @param {HlsClass | null} Hls
   * @param {(isFailing: boolean) => void} onState called when playing fails, and when it goes on
   * @param {CaptionSource} [source] captions with playlists of their own
   */
  constructor(element, Hls, onState, source = { addresses: new Map(), onState: () => {}, onWords: () => {} }) {
    this.element = element;
    this.Hls = Hls;
    this.onState = onState;
    this.source = source;
    this.address = "";
    this.language = "";
    this.captions = "";
    /** @type {import("hls.js").default | null} */
    this.hls = null;
    element.addEventListener("playing", () => this.showPlaying());
    element.addEventListener("waiting", () => this.watchSilence());
    element.addEventListener("error", () => this.address && !this.Hls && this.openAgain());
    element.textTracks.addEventListener("addtrack", () => this.showCaptions(this.captions));
  }

  /**
   * Play the language of a playlist; "floor" is its original. Another language of the same playlist goes on without a break.
   * @param {string} address @param {string} language
   */
  play(address, language) {
    this.language = language;
    if (address === this.address) {
      this.chooseTracks();
    } else {
      this.stop();
      this.address = address;
      this.open();
    }
    this.element.play().catch(() => {}); // the browser wants a press of its own button, or the track is another one by now
  }

  /** Show the captions of a language, "" for none. @param {string} language */
  showCaptions(language) {
    this.captions = language;
    if (!language) this.endCaptionsRetry();
    if (this.captionsRetry) return;
    const found = language && this.hls ? findTrack(this.hls.subtitleTracks, language) : -1;
    if (this.hls && this.hls.subtitleTrack !== found) this.hls.subtitleTrack = found;
    for (const track of this.element.textTracks) {
      const isChosen = language !== "" && findTrack([{ lang: track.language }], language) === 0;
      if (isChosen !== (track.mode === "showing")) track.mode = isChosen ? "showing" : "disabled";
      track.oncuechange = isChosen ? () => this.source.onWords(readWords(track)) : null;
    }
    if (!language) this.source.onWords("");
  }

  /** Leave captions out for a while: sound and picture, which hls.js stops at some of these errors, go on. */
  pauseCaptions() {
    if (!this.hls || this.captionsRetry) return;
    this.source.onState(true);
    this.source.onWords("");
    this.hls.subtitleTrack = -1;
    this.hls.startLoad();
    this.captionsRetry = setTimeout(() => {
      this.captionsRetry = 0;
      this.showCaptions(this.captions);
    }, CAPTIONS_RETRY_MS);
  }

  endCaptionsRetry() {
    clearTimeout(this.captionsRetry);
    this.captionsRetry = 0;
    this.source.onState(false);
  }

  showPlaying() {
    clearTimeout(this.silence);
    this.onState(false);
  }

  watchSilence() {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.onState(true), SILENT_MS);
  }

  stop() {
    clearTimeout(this.retry);
    clearTimeout(this.silence);
    this.endCaptionsRetry();
    this.source.onWords("");
    this.hls?.destroy();
    this.hls = null;
    this.address = "";
    this.element.pause();
    this.element.removeAttribute("src");
    this.element.load();
  }

  open() {
    if (!this.Hls) {
      if (this.element.canPlayType(TYPE)) this.element.src = this.address;
      else this.onState(true);
      return;
    }
    const { Hls } = this;
    const options = { enableWorker: false, liveSyncDurationCount: 2, backBufferLength: 10 };
    const { addresses } = this.source;
    const hls = new Hls(addresses.size ? { ...options, pLoader: makeCaptionLoader(Hls, addresses) } : options);
    this.hls = hls;
    const choose = () => this.chooseTracks();
    for (const event of [Hls.Events.MANIFEST_PARSED, Hls.Events.AUDIO_TRACKS_UPDATED]) {
      hls.on(event, choose);
    }
    hls.on(Hls.Events.SUBTITLE_TRACKS_UPDATED, () => this.showCaptions(this.captions));
    hls.on(Hls.Events.SUBTITLE_FRAG_PROCESSED, (_event, { success }) => success && this.source.onState(false));
    const repeated = new RepeatedSegments();
    const endLoop = () => this.hls === hls && this.openAgain();
    // hls.js goes on with the segment after its listeners were called: it is destroyed later.
    hls.on(Hls.Events.FRAG_LOADED, (_event, { frag }) => repeated.countLoad(frag) && setTimeout(endLoop));
    hls.on(Hls.Events.ERROR, (_event, error) => {
      if (isCaptionError(error)) this.pauseCaptions();
      else if (error.fatal) this.openAgain();
    });
    hls.attachMedia(this.element);
    hls.loadSource(this.address);
  }

  /** Play the same playlist again in a while: a track that is interrupted comes back. */
  openAgain() {
    const { address, language } = this;
    this.onState(true);
    this.hls?.destroy();
    this.hls = null;
    this.retry = setTimeout(() => {
      this.address = "";
      this.play(address, language);
    }, RETRY_MS);
  }

  /** Choose the tracks of the language: after each change of quality, whose tracks are others (hls.js #6812). */
  chooseTracks() {
    if (!this.hls) return;
    const { audioTracks } = this.hls;
    const sound = this.language === "floor" ? findFloorTrack(audioTracks) : findTrack(audioTracks, this.language);
    if (sound >= 0 && this.hls.audioTrack !== sound) this.hls.audioTrack = sound;
  }
}

/** The words of the captions that a track shows now, without their markup. @param {TextTrack} track */
function readWords(track) {
  const cues = /** @type {VTTCue[]} */ ([...(track.activeCues ?? [])]);
  return cues.map((cue) => cue.getCueAsHTML().textContent).join("\n");
}

/** @param {import("hls.js").ErrorData} error */
function isCaptionError({ context, frag, parent }) {
  return (
    parent === "subtitle" ||
    frag?.type === "subtitle" ||
    /** @type {{type?: string} | undefined} */ (context)?.type === "subtitleTrack"
  );
}
