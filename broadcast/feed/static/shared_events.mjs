/**
 * One stream of Server-Sent Events for the feeds of several languages of one page (docs/wire.md).
 *
 * Over HTTP/1.1 a browser opens at most six connections to a site: a stream for each of seven languages would leave
 * none for the last language and for any other request. A feed that joins makes the stream begin again with all
 * languages that have joined by then; each of them gets a snapshot.
 *
 * @typedef {import("./transports.mjs").Address} Address
 * @typedef {import("./transports.mjs").Handlers} Handlers
 * @typedef {import("./transports.mjs").Connection} Connection
 * @typedef {import("./transports.mjs").Environment} Environment
 * @typedef {{address: Address, guard: ReturnType<typeof guardHandlers>}} Member
 */

import { guardHandlers } from "./transports.mjs";

/** Feeds that lose their stream together return within a second, each at its own time. */
const JOIN_WITHIN_MS = 500;
const TYPES_FOR_ALL = ["message", "snapshot", "update", "tick", "goodbye"];

export class SharedEvents {
  /** @param {Environment} environment */
  constructor(environment) {
    this.environment = environment;
    /** @type {Map<string, Member>} by language */
    this.members = new Map();
    /** @type {any} */
    this.source = null;
    /** @type {any} */
    this.timer = null;
  }

  /** @param {Address} address @param {Handlers} handlers @returns {Connection} */
  join(address, handlers) {
    const member = { address, guard: guardHandlers(handlers) };
    this.members.set(address.language, member);
    this.timer ??= this.environment.setTimeout(() => this.openStream(), JOIN_WITHIN_MS);
    return {
      name: "events",
      close: () => {
        member.guard.end();
        this.removeMember(member);
      },
    };
  }

  /** @param {Member} member */
  removeMember(member) {
    if (this.members.get(member.address.language) !== member) return;
    this.members.delete(member.address.language);
    if (this.members.size === 0) this.closeStream();
  }

  closeStream() {
    this.environment.clearTimeout(this.timer);
    this.timer = null;
    this.source?.close();
    this.source = null;
  }

  openStream() {
    this.closeStream();
    const members = [...this.members.values()];
    const source = new this.environment.EventSource(streamAddress(this.environment, members).href);
    this.source = source;
    for (const { address, guard } of members) {
      source.addEventListener(address.language, (/** @type {MessageEvent} */ event) => guard.text(event.data));
    }
    const takeForAll = (/** @type {MessageEvent} */ event) => {
      for (const { guard } of members) guard.text(event.data);
    };
    for (const type of TYPES_FOR_ALL) source.addEventListener(type, takeForAll);
    source.onerror = () => this.loseStream(source);
  }

  /** @param {any} source */
  loseStream(source) {
    source.close();
    if (source !== this.source) return;
    const members = [...this.members.values()];
    this.members.clear();
    this.closeStream();
    for (const { guard } of members) guard.lost();
  }
}

/**
 * Resume from the smallest offset that the languages hold, if all hold the same board.
 * @param {Environment} environment @param {Member[]} members
 */
function streamAddress(environment, members) {
  const addresses = members.map(({ address }) => address);
  const [{ base, epoch }] = addresses;
  const url = new URL(`${base}/events`, environment.location.href);
  url.searchParams.set("languages", addresses.map(({ language }) => language).join(","));
  if (epoch !== null && addresses.every((address) => address.epoch === epoch)) {
    url.searchParams.set("epoch", epoch);
    url.searchParams.set("offset", String(Math.min(...addresses.map(({ offset }) => offset))));
  }
  return url;
}
