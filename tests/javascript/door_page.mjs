/** A page without a browser for tests of the door's screen: elements are created when they are first looked up. */
import { Queue } from "../../accreditation/doors/static/app/device/queue.mjs";

class Element {
  constructor() {
    /** @type {Map<string, Element>} */
    this.parts = new Map();
    /** @type {any[]} */
    this.children = [];
    /** @type {Map<string, ((event: any) => void)[]>} */
    this.handlers = new Map();
    Object.assign(this, {
      textContent: "",
      hidden: false,
      dataset: {},
      value: "",
      checked: false,
      className: "",
      src: "",
      open: false,
    });
    this.style = { setProperty: () => {} };
    this.classList = { add: () => {}, remove: () => {}, toggle: () => {} };
  }

  /** @param {string} selector */
  querySelector(selector) {
    if (!this.parts.has(selector)) this.parts.set(selector, new Element());
    return this.parts.get(selector);
  }

  /** @param {string} id */
  getElementById(id) {
    return this.querySelector(`#${id}`);
  }

  /** @param {string} kind @param {(event: any) => void} handler */
  addEventListener(kind, handler) {
    this.handlers.set(kind, [...(this.handlers.get(kind) ?? []), handler]);
  }

  /** @param {any[]} children */
  append(...children) {
    this.children.push(...children);
  }

  /** @param {any[]} children */
  replaceChildren(...children) {
    this.children = children;
  }

  getBoundingClientRect() {
    return { top: 0, bottom: 0 };
  }

  close() {
    /** @type {any} */ (this).open = false;
  }

  setAttribute() {}

  focus() {}

  blur() {}

  select() {
    /** @type {any} */ (this).selected = true;
  }

  removeAttribute() {}

  getAttribute() {
    return "";
  }

  /** The texts in the element and its children. @returns {string} */
  get written() {
    return [/** @type {any} */ (this).textContent, ...this.children.map((child) => child.written ?? String(child))]
      .join(" ")
      .trim();
  }
}

class Page extends Element {
  constructor() {
    super();
    this.body = new Element();
    /** @type {any} the open dialog of the page */
    this.dialog = new Element();
  }

  createElement() {
    return new Element();
  }

  /** @param {string} selector @returns {any} */
  querySelector(selector) {
    return selector === "dialog[open]" ? (this.querySelectorAll(selector)[0] ?? null) : super.querySelector(selector);
  }

  /** @param {string} selector */
  querySelectorAll(selector) {
    return selector === "dialog[open]" && this.dialog.open ? [this.dialog] : [];
  }
}

/** Create a page and make it global. @returns {any} */
export function newPage() {
  const page = new Page();
  const globals = {
    document: page,
    HTMLElement: Element,
    HTMLInputElement: class {},
    HTMLSelectElement: class {},
    Option: class {},
  };
  const around = { navigator: {}, requestAnimationFrame: () => 1, cancelAnimationFrame: () => {} };
  for (const [name, value] of Object.entries({ ...globals, ...around })) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  return page;
}

/** The records of a vault in memory, unencrypted. */
export class Memory {
  constructor() {
    /** @type {Map<string, any>} */
    this.records = new Map();
    this.isBroken = false;
    this.isCleared = false;
  }

  /** @param {string} name */
  async get(name) {
    return this.records.get(name) ?? null;
  }

  /** @param {string} prefix */
  async list(prefix) {
    return new Map([...this.records].filter(([name]) => name.startsWith(prefix)));
  }

  /** @param {string} prefix */
  async listNames(prefix) {
    return [...this.records.keys()].filter((name) => name.startsWith(prefix));
  }

  /** @param {Iterable<[string, any]>} values @param {{gone?: Iterable<string>}} [options] */
  async save(values, { gone = [] } = {}) {
    if (this.isBroken) throw new Error("no room");
    for (const name of gone) this.records.delete(name);
    for (const [name, value] of values) this.records.set(name, structuredClone(value));
  }

  async destroy() {
    this.records.clear();
    this.isBroken = true;
  }

  async isIntact() {
    return !this.isCleared;
  }

  /** @param {Iterable<[string, any]>} values */
  async replace(values) {
    await this.destroy();
    const next = new Memory();
    await next.save(values);
    return next;
  }
}

/** Load the queue of a store, as at the start of the app. @param {Memory} store */
export async function queueOf(store) {
  const queue = new Queue(store);
  await queue.load();
  return queue;
}

export const NOON = Date.parse("2025-10-25T05:00:00Z");
export const [FROM, UNTIL] = ["2025-10-24T00:00:00Z", "2025-10-27T00:00:00Z"];
export const ZONE = {
  code: "venue",
  bit: 0,
  mark: "G",
  name: { en: "Venue" },
  within: null,
  capacity: null,
  passback: "hard",
  passback_s: 0,
};
export const PLAN = {
  audience: "abcd",
  event_mark: "ab",
  time_zone: "UTC",
  stale_after_s: 300,
  stale_policy: "amber",
  zones: [ZONE],
  doors: [{ id: "gate-a", name: { en: "Gate A" }, zone: "venue", way: "choose" }],
  categories: [],
  functions: [],
  supervisors: [],
};

/** @param {number} n */
export function person(n) {
  const number = `P-${String(n).padStart(4, "0")}`;
  return /** @type {any} */ ({
    application: `app_${n}`,
    badge_id: `badge-${n}`,
    number,
    serial: 1,
    standing: "issued",
    fits: true,
    active: true,
    state: "approved",
    category: "general",
    letter: "P",
    zones: ["venue"],
    valid_from: FROM,
    valid_until: UNTIL,
    native_name: `N ${n}`,
    latin_name: `N ${n}`,
    outlet: "",
    function: "reporter",
    photo: null,
    grants: [],
  });
}

/** Return the server's answer with a roster of three people. @param {object} [plan] values that replace those of `PLAN` */
export function listed(plan = {}) {
  const people = [1, 2, 3].map(person);
  return {
    revision: 1,
    at: new Date(NOON).toISOString(),
    whole: true,
    people,
    gone: [],
    plan: { ...PLAN, ...plan },
    keys: [],
    plan_digest: "p",
  };
}
