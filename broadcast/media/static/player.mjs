/** Watch and listen on the page of a room or session: one language at a time, kept for the room; hls.js is loaded on demand. */

import { part, setPressed } from "../../../conference/static/js/dom.mjs";
import { siteStorage } from "../../../conference/static/js/site.mjs";
import { keepChoice, listCaptions, listSounds, readChoice, savesData } from "./choice.mjs";
import { loadHls, TrackPlayer } from "./track_player.mjs";

/** @typedef {import("./choice.mjs").Stream} Stream */

/** The streams that the page lists. @param {ParentNode} root @returns {Stream[]} */
function readStreams(root) {
  return [...root.querySelectorAll("[data-stream]")].map((link) => {
    const { stream = "", role = "", medium = "", language = "" } = /** @type {HTMLElement} */ (link).dataset;
    return { id: stream, role, medium, language, address: /** @type {HTMLAnchorElement} */ (link).href };
  });
}

class RoomPlayer {
  /** @param {HTMLElement} root @param {Stream[]} streams */
  constructor(root, streams) {
    this.root = root;
    this.room = root.dataset.room ?? "";
    this.storage = siteStorage("localStorage");
    this.sounds = listSounds(streams);
    this.picture = streams.find(({ role, medium }) => role === "floor" && medium === "video");
    this.sign = streams.find(({ role }) => role === "sign_language");
    this.captions = listCaptions(streams, this.picture?.address);
    this.language = readChoice(this.storage, this.room, this.sounds);
    this.failing = new Set();
    /** @type {"" | "watch" | "listen"} */
    this.mode = "";
    /** @type {Record<string, TrackPlayer> | null} */
    this.players = null;
  }

  show() {
    for (const input of this.root.querySelectorAll("input[name=sound]")) {
      const choice = /** @type {HTMLInputElement} */ (input);
      choice.checked = choice.value === this.language;
      choice.addEventListener("change", () => this.choose(choice.value));
    }
    for (const button of this.root.querySelectorAll("button[data-do]")) {
      button.addEventListener("click", () => this.act(/** @type {HTMLElement} */ (button).dataset.do ?? ""));
    }
    part("captions", this.root)?.addEventListener("change", () => this.play());
    if (savesData(/** @type {any} */ (navigator).connection)) {
      const [watch, listen] = ["watch", "listen"].map((action) => this.root.querySelector(`[data-do=${action}]`));
      if (watch) listen?.after(watch);
    }
    this.root.hidden = false;
  }

  /** @param {string} language */
  choose(language) {
    this.language = language;
    keepChoice(this.storage, this.room, language);
    if (this.mode) this.play();
  }

  /** @param {string} action */
  async act(action) {
    if (action === "sign") this.showsSign = !this.showsSign;
    else this.mode = action === "stop" ? "" : /** @type {"watch" | "listen"} */ (action);
    await this.load();
    this.play();
  }

  async load() {
    if (this.players) return;
    const Hls = await loadHls();
    const make = (/** @type {string} */ name) =>
      new TrackPlayer(part(name, this.root), Hls, (isFailing) => this.showState(name, isFailing), {
        addresses: name === "sign-video" ? new Map() : this.captions,
        onState: (isFailing) => this.showCaptionState(name, isFailing),
        onWords: (words) => name === "audio" && this.showWords(words),
      });
    this.players ??= { video: make("video"), audio: make("audio"), sign: make("sign-video") };
  }

  /** Bring the elements to what was chosen. The sound of another language replaces that of the picture. */
  play() {
    if (!this.players) return;
    const { video, audio, sign } = this.players;
    const sound = this.sounds.get(this.language);
    const picture = this.mode === "watch" ? this.picture : undefined;
    const isOne = picture !== undefined && (sound === undefined || sound.address === picture.address);
    this.run(video, "video", picture?.address, isOne ? this.language : "floor");
    this.run(audio, "audio", this.mode && !isOne ? sound?.address : undefined, this.language);
    this.run(sign, "sign-video", this.mode && this.showsSign ? this.sign?.address : undefined, "floor");
    video.element.muted = !isOne;
    const captions = part("captions", this.root)?.value ?? "";
    video.showCaptions(picture ? captions : "");
    audio.showCaptions(picture ? "" : captions);
    for (const button of this.root.querySelectorAll("button[data-do]")) {
      const action = /** @type {HTMLButtonElement} */ (button).dataset.do;
      if (action === "stop") /** @type {HTMLButtonElement} */ (button).hidden = !this.mode;
      else
        setPressed(
          /** @type {HTMLButtonElement} */ (button),
          action === "sign" ? !!this.showsSign : action === this.mode,
        );
    }
  }

  /** @param {TrackPlayer} player @param {string} name @param {string | undefined} address @param {string} language */
  run(player, name, address, language) {
    player.element.hidden = !address;
    if (address) player.play(address, language);
    else if (player.address) player.stop();
    if (!address) this.showState(name, false);
  }

  /** Show the captions of the moment as text: an element of sound shows none. @param {string} words */
  showWords(words) {
    const place = part("caption-words", this.root);
    if (!place) return;
    place.textContent = words;
    place.hidden = !words;
    place.lang = part("captions", this.root).selectedOptions[0].lang;
  }

  /** @param {string} name @param {boolean} isFailing */
  showCaptionState(name, isFailing) {
    const place = part("captions-failing", this.root);
    if (place && (this.mode === "watch") === (name === "video")) place.hidden = !isFailing;
  }

  /** @param {string} name @param {boolean} isFailing */
  showState(name, isFailing) {
    if (isFailing) this.failing.add(name);
    else this.failing.delete(name);
    part("failing", this.root).hidden = this.failing.size === 0;
  }
}

const root = globalThis.document?.querySelector("[data-player]");
if (root instanceof HTMLElement) {
  const streams = readStreams(/** @type {HTMLElement} */ (root.closest("section")));
  if (streams.length) new RoomPlayer(root, streams).show();
}
