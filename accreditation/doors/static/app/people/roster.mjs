/**
 * The roster: the people with badges, loaded from the vault at the start and updated by the server. In memory they are
 * indexed by badge and by number; stored in bundles, so that a phone loads thousands quickly.
 */

const BUNDLES = 64;
const PEOPLE = "people/";
const PHOTOS = "photo/";

/**
 * @typedef {object} Person a row of the roster (docs/doors.md)
 * @property {string} application
 * @property {string} badge_id
 * @property {string} number
 * @property {number} serial
 * @property {import("../../rules/decide.mjs").BadgeRecord["standing"]} standing
 * @property {boolean} fits
 * @property {boolean} active handed over, so that it opens doors
 * @property {boolean} [one_day] a one-day badge: its row has no name
 * @property {string} state
 * @property {string} category
 * @property {string} letter
 * @property {string[]} zones
 * @property {string} valid_from
 * @property {string} valid_until
 * @property {string} native_name
 * @property {string} latin_name
 * @property {string} outlet
 * @property {string} function
 * @property {string | null} photo
 * @property {{id: string, zones: string[], valid_from: string, valid_until: string, entries: number | null, used: number}[]} grants
 */
/** @typedef {Record<string, string>} Names a name by language */
/** @typedef {{zones: string[], valid_from: string, valid_until: string}} Hours */
/**
 * @typedef {import("../../rules/movements.mjs").ZonePolicy & {code: string, bit: number, mark: string, name: Names}} Zone
 */
/** @typedef {{id: string, name: Names, zone: string, way: "choose" | "entry" | "exit" | "either"}} Door */
/** @typedef {{code: string, letter: string, colour: string, name: Names, hours?: Hours[]}} Category */
/**
 * @typedef {object} Plan what a device knows of the event (docs/doors.md)
 * @property {string} audience
 * @property {string} event_mark
 * @property {string} time_zone
 * @property {number} stale_after_s
 * @property {"amber" | "red"} stale_policy
 * @property {string[]} [closings]
 * @property {Record<string, Names>} [days] names of the days on which badges admit, by date
 * @property {Zone[]} zones
 * @property {Door[]} doors
 * @property {Category[]} categories
 * @property {{code: string, name: Names}[]} functions
 * @property {{place: Names, hours: {opens_at: string, closes_at: string}[]} | null} [desk] where and when badges are handed over
 * @property {import("../device/pins.mjs").Supervisor[]} supervisors
 */
/**
 * @typedef {{revision: number, at: number | null, plan_digest: string}} RosterVersion `at`: when the roster was last confirmed as complete, in milliseconds since 1970
 */

/** Return the bundle in which a record is stored. @param {string} id */
export function bundleOf(id) {
  let sum = 0;
  for (let n = 0; n < id.length; n += 1) sum = (sum * 31 + id.charCodeAt(n)) >>> 0;
  return String(sum % BUNDLES).padStart(2, "0");
}

export class Roster {
  /** @param {Pick<import("../device/vault.mjs").Vault, "list" | "get" | "save" | "listNames">} vault */
  constructor(vault) {
    this.vault = vault;
    /** @type {RosterVersion} */
    this.version = { revision: 0, at: null, plan_digest: "" };
    /** @type {Plan | null} */
    this.plan = null;
    /** @type {{id: string, key_id: number, point: string}[]} */
    this.keys = [];
    /** @type {Set<string>} ids of the stored photos */
    this.photos = new Set();
    /** @type {Set<string>} names of records with unsaved changes */
    this.changed = new Set();
    /** @type {Map<string, Person>} by application */
    this.people = new Map();
    /** @type {Map<string, Person>} */
    this.byBadge = new Map();
    /** @type {Map<string, Person>} */
    this.byNumber = new Map();
  }

  /** @param {Iterable<Person>} people */
  replacePeople(people) {
    for (const known of [this.people, this.byBadge, this.byNumber]) known.clear();
    for (const person of people) this.add(person);
  }

  /** @param {Person} person */
  add(person) {
    this.remove(person.application);
    this.people.set(person.application, person);
    this.byBadge.set(person.badge_id, person);
    this.byNumber.set(person.number, person);
  }

  /** @param {string} application */
  remove(application) {
    const person = this.people.get(application);
    if (!person) return;
    this.people.delete(application);
    if (this.byBadge.get(person.badge_id) === person) this.byBadge.delete(person.badge_id);
    if (this.byNumber.get(person.number) === person) this.byNumber.delete(person.number);
  }

  async load() {
    this.version = (await this.vault.get("list")) ?? this.version;
    const plan = await this.vault.get("plan");
    if (plan) ({ plan: this.plan, keys: this.keys } = plan);
    this.replacePeople([...(await this.vault.list(PEOPLE)).values()].flat());
    this.photos = new Set((await this.vault.listNames(PHOTOS)).map((name) => name.slice(PHOTOS.length)));
  }

  /** Apply the server's answer and save it completely or not at all. @param {any} answer as `GET /doors/v1/list` */
  async applyUpdate(answer) {
    const before = new Set(this.people.keys());
    if (answer.whole) this.replacePeople(answer.people);
    else for (const person of answer.people) this.add(person);
    for (const application of answer.gone ?? []) this.remove(application);
    if (answer.plan) this.plan = answer.plan;
    if (answer.keys) this.keys = answer.keys;
    this.version = { revision: answer.revision, at: Date.parse(answer.at), plan_digest: answer.plan_digest };
    const touched = answer.whole
      ? [...before, ...this.people.keys()]
      : [...answer.people.map((/** @type {Person} */ one) => one.application), ...(answer.gone ?? [])];
    for (const application of touched) this.changed.add(PEOPLE + bundleOf(application));
    if (answer.plan || answer.keys) this.changed.add("plan");
    await this.save();
  }

  /** Save changed records with the version: never a revision without its people. */
  async save() {
    const names = [...this.changed];
    /** @type {Map<string, any>} */
    const values = new Map(names.map((name) => [name, name === "plan" ? { plan: this.plan, keys: this.keys } : []]));
    for (const person of names.length ? this.people.values() : [])
      values.get(PEOPLE + bundleOf(person.application))?.push(person);
    this.changed.clear();
    try {
      await this.vault.save([...values, ["list", { ...this.version }]]);
    } catch (error) {
      for (const name of names) this.changed.add(name);
      throw error;
    }
  }

  /** Note that the roster was up to date at a time. @param {number} at */
  confirm(at) {
    this.version.at = at;
  }

  /** Return the age of the roster in seconds; Infinity if there is none. @param {number} now */
  ageSeconds(now) {
    return this.version.at === null ? Infinity : Math.max(0, (now - this.version.at) / 1000);
  }

  /** List the photos of people on the roster that are not stored yet. @returns {string[]} */
  listMissingPhotos() {
    const wanted = [...this.people.values()].flatMap(({ photo }) => (photo ? [photo] : []));
    return [...new Set(wanted)].filter((photo) => !this.photos.has(photo));
  }

  /** @param {string} photo @param {Uint8Array} bytes */
  async addPhoto(photo, bytes) {
    await this.vault.save([[PHOTOS + photo, bytes]]);
    this.photos.add(photo);
  }

  /** @param {string} photo @returns {Promise<Uint8Array<ArrayBuffer> | null>} */
  async findPhoto(photo) {
    return this.photos.has(photo) ? this.vault.get(PHOTOS + photo) : null;
  }

  /** Delete photos of people who are not on the roster any more. */
  async removeUnusedPhotos() {
    const wanted = new Set([...this.people.values()].map(({ photo }) => photo));
    const gone = [...this.photos].filter((photo) => !wanted.has(photo));
    for (const photo of gone) this.photos.delete(photo);
    if (gone.length) await this.vault.save([], { gone: gone.map((photo) => PHOTOS + photo) });
  }
}
