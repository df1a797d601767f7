/** Sounds and vibrations of verdicts: a rising pair of tones, two equal beeps, a low buzz. */

/** Frequency in hertz, start and length in seconds. */
const SOUNDS = {
  admit: {
    wave: "sine",
    notes: [
      [880, 0, 0.09],
      [1320, 0.1, 0.14],
    ],
  },
  look: {
    wave: "triangle",
    notes: [
      [660, 0, 0.14],
      [660, 0.22, 0.14],
    ],
  },
  stop: { wave: "square", notes: [[180, 0, 0.5]] },
};
const VIBRATIONS = { admit: [80], look: [120, 80, 120], stop: [300, 100, 300] };

export class Sounds {
  constructor() {
    this.isOn = true;
    /** @type {AudioContext | null} */
    this.audio = null;
  }

  /** Allow sounds: browsers permit them only after a touch or key. */
  unlock() {
    this.audio ??= "AudioContext" in globalThis ? new AudioContext() : null;
    if (this.audio && this.audio.state !== "running") this.audio.resume().catch(() => {}); // a phone call suspends it
  }

  /** @param {"admit" | "stop" | "look"} tone */
  signal(tone) {
    navigator.vibrate?.(VIBRATIONS[tone]);
    if (this.isOn && this.audio?.state === "running") this.play(this.audio, tone);
  }

  /** @param {AudioContext} audio @param {"admit" | "stop" | "look"} tone */
  play(audio, tone) {
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
