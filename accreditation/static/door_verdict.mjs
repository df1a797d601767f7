// @ts-check
/** The verdict on the full screen: shape, colour, word, what to do, whom it is of; with its sound and its vibration. */

/** @typedef {import("./door_link.mjs").Answer} Answer */
/** @typedef {import("./door_link.mjs").Person} Person */
/** @typedef {{verdicts: Record<string, string>, instructions: Record<string, string>, say: Record<string, string>, time_zone: string}} Settings */

/** How long a verdict stays when nobody comes: an entry is quickly past, a refusal is being talked about. */
const STAYS_MS = { admit: 6000, look: 20_000, stop: 20_000 };

/** Frequency in hertz, start and length in seconds; a rising pair, a low buzz, two equal beeps. */
const SOUNDS = {
  admit: { wave: "sine", notes: [[880, 0, 0.09], [1320, 0.1, 0.14]] },
  look: { wave: "triangle", notes: [[660, 0, 0.14], [660, 0.22, 0.14]] },
  stop: { wave: "square", notes: [[180, 0, 0.5]] },
};
const VIBRATIONS = { admit: [80], look: [120, 80, 120], stop: [300, 100, 300] };

/** @param {string} text @param {Record<string, string>} params */
export function fill(text, params) {
  return text.replace(/\{([a-z_]+)\}/g, (whole, name) => (Object.hasOwn(params, name) ? `\u2068${params[name]}\u2069` : whole));
}

export class VerdictScreen {
  /**
   * @param {HTMLElement} root
   * @param {Settings} settings
   * @param {() => void} onClosed
   */
  constructor(root, settings, onClosed) {
    this.root = root;
    this.settings = settings;
    this.onClosed = onClosed;
    this.sounds = true;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {AudioContext | null} */
    this.audio = null;
    this.clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: settings.time_zone });
    this.part("close").addEventListener("click", () => this.close());
  }

  get isOpen() {
    return !this.root.hidden;
  }

  /** @param {string} name @returns {any} */
  part(name) {
    return this.root.querySelector(`[data-${name}]`);
  }

  /** Show the server's verdict. @param {Answer} answer */
  show(answer) {
    const { verdicts, instructions, say } = this.settings;
    const since = answer.prior && fill(say.already, { time: this.clock.format(new Date(answer.prior.at)), door: answer.prior.door });
    this.open(answer.tone, {
      word: verdicts[answer.verdict] ?? answer.verdict,
      instruction: instructions[answer.verdict] ?? "",
      since: answer.verdict === "already_inside" ? since : null,
      person: answer.person,
      undoable: answer.undoable,
    });
  }

  /**
   * Show that there is no verdict: nobody passes on a failure. It stays until something is done about it.
   * @param {string} word
   * @param {string} instruction
   * @param {{again?: boolean, signIn?: boolean}} remedy
   */
  showFailure(word, instruction, remedy) {
    this.open("look", { word, instruction, since: null, person: null, undoable: false, ...remedy });
  }

  /**
   * @param {"admit" | "stop" | "look"} tone
   * @param {{word: string, instruction: string, since: string | null, person: Person | null, undoable: boolean, again?: boolean, signIn?: boolean}} content
   */
  open(tone, { word, instruction, since, person, undoable, again = false, signIn = false }) {
    clearTimeout(this.timer);
    this.root.dataset.tone = tone;
    this.part("word").textContent = word;
    this.part("do").textContent = instruction;
    this.write("since", since);
    this.showPerson(person);
    this.part("undo-this").hidden = !undoable;
    this.part("again").hidden = !again;
    this.part("sign-in").hidden = !signIn;
    this.root.hidden = false;
    this.root.classList.remove("is-new");
    void this.root.offsetWidth; // the flash of a new verdict starts again even after an equal one
    this.root.classList.add("is-new");
    this.root.scrollTop = 0;
    this.signal(tone);
    if (!again && !signIn) this.timer = setTimeout(() => this.close(), STAYS_MS[tone]);
  }

  close() {
    clearTimeout(this.timer);
    this.root.hidden = true;
    this.part("photo").removeAttribute("src");
    this.onClosed();
  }

  /** Stay until closed by hand or by the next scan. */
  hold() {
    clearTimeout(this.timer);
  }

  /** @param {string} name @param {string | null} text */
  write(name, text) {
    const element = this.part(name);
    element.textContent = text ?? "";
    element.hidden = !text;
  }

  /** @param {Person | null} person */
  showPerson(person) {
    this.part("person").hidden = person === null;
    const photo = /** @type {HTMLImageElement} */ (this.part("photo"));
    this.part("frame").hidden = !person?.photo;
    photo.removeAttribute("src");
    if (person === null) return;
    if (person.photo) {
      photo.alt = fill(this.settings.say.photo_of, { name: person.native_name });
      photo.src = person.photo;
    }
    this.write("native", person.native_name);
    this.write("latin", person.latin_name === person.native_name ? null : person.latin_name);
    this.write("outlet", [person.outlet, person.function].filter(Boolean).join(" · "));
    this.write("letter", person.letter);
    this.part("letter").style.setProperty("--category", person.colour);
    this.write("category", person.category);
    this.write("number", person.number);
    this.part("zones").replaceChildren(...person.zones.map(zoneChip));
  }

  /** @param {"admit" | "stop" | "look"} tone */
  signal(tone) {
    navigator.vibrate?.(VIBRATIONS[tone]);
    if (this.sounds) this.play(tone);
  }

  /** Browsers let a page sound after the first touch or key. */
  wake() {
    this.audio ??= "AudioContext" in globalThis ? new AudioContext() : null;
    if (this.audio?.state === "suspended") this.audio.resume();
  }

  /** @param {"admit" | "stop" | "look"} tone */
  play(tone) {
    const audio = this.audio;
    if (audio?.state !== "running") return;
    const { wave, notes } = SOUNDS[tone];
    for (const [hertz, start, length] of notes) {
      const oscillator = new OscillatorNode(audio, { type: /** @type {OscillatorType} */ (wave), frequency: hertz });
      const gain = new GainNode(audio, { gain: 0.3 });
      const from = audio.currentTime + start;
      gain.gain.setValueAtTime(0.3, from + length - 0.02);
      gain.gain.linearRampToValueAtTime(0, from + length);
      oscillator.connect(gain).connect(audio.destination);
      oscillator.start(from);
      oscillator.stop(from + length);
    }
  }
}

/** @param {{mark: string, name: string, here: boolean}} zone */
function zoneChip({ mark, name, here }) {
  const item = document.createElement("li");
  item.className = here ? "verdict-zone is-here" : "verdict-zone";
  const sign = document.createElement("strong");
  sign.textContent = mark;
  const word = document.createElement("span");
  word.textContent = name;
  item.append(sign, word);
  return item;
}
