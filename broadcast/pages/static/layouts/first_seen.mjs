/**
 * What a lobby screen first saw of today's sessions, so that it can show what has changed since.
 *
 * The board has the newest state only: a session that was moved to another room, or planned for another time, looks
 * like any other. The screen stores the room and the time that people have read on it.
 *
 * @typedef {Pick<import("../highlights.mjs").Session, "id" | "room" | "starts_at">} Plan
 * @typedef {{day: string, sessions: Record<string, {room: string, starts_at: string}>}} Baseline
 */

const KEY = "rostrum.first-seen";

export class FirstSeen {
  /** @param {Pick<Storage, "getItem" | "setItem"> | null} storage */
  constructor(storage) {
    this.storage = storage;
    /** @type {Baseline} */
    this.baseline = this.read();
  }

  /** @returns {Baseline} */
  read() {
    try {
      const { day, sessions } = JSON.parse(this.storage?.getItem(KEY) ?? "null");
      return { day: String(day), sessions: { ...sessions } };
    } catch {
      return { day: "", sessions: {} };
    }
  }

  /** Add sessions that are not known yet; a new day begins anew. @param {string} day @param {Plan[]} sessions */
  add(day, sessions) {
    if (this.baseline.day !== day) this.baseline = { day, sessions: {} };
    const added = sessions.filter(({ id }) => !Object.hasOwn(this.baseline.sessions, id));
    for (const { id, room, starts_at } of added) this.baseline.sessions[id] = { room, starts_at };
    if (added.length) this.save();
  }

  save() {
    try {
      this.storage?.setItem(KEY, JSON.stringify(this.baseline));
    } catch {
      // A full storage loses what has changed at the next reload, nothing else.
    }
  }

  /** Whether the session was in another room. @param {Plan} session */
  isMoved({ id, room }) {
    const first = this.baseline.sessions[id];
    return first !== undefined && first.room !== room;
  }

  /** The start that people have read, if the plan now has another one. @param {Plan} session */
  earlierStart({ id, starts_at }) {
    const first = this.baseline.sessions[id];
    return first !== undefined && Date.parse(first.starts_at) !== Date.parse(starts_at) ? first.starts_at : null;
  }
}
