/**
 * The programme on pages of other sites: `<rostrum-programme lang="fr" room="plenary" day="2025-10-25">`.
 *
 * One script without imports, served at `/widget.mjs` of the site whose programme it shows. It reads the public JSON of
 * that site without credentials, and shows it in a shadow tree of its own, styled by a constructed style sheet, which no
 * Content-Security-Policy refuses. What a policy refuses besides is said in the place of the programme and on the console.
 */

/**
 * @typedef {{tag: string, direction: string, title: string, empty: string, as_of: string, unavailable: string,
 *   refused: string, all: string, assumed: string}} Words
 * @typedef {{id: string, title: string, language: string, room: string, room_name: string, starts_at: string,
 *   ends_at: string, day_name: string, assumed: boolean, phase: string, phase_name: string, reason: string,
 *   changes: string[], address: string}} Session
 * @typedef {{timezone: string, sessions: Session[]}} Programme
 */

/** The words of each language, which the server writes here. @type {Record<string, Words>} */
const WORDS = {};
const SITE = new URL(".", import.meta.url);
const FALLBACK = "en";
const REFRESH_MS = 60_000;
/** Widgets of many pages do not ask in the same second. */
const SPREAD_MS = 15_000;
/** How long the browser may take to say that a policy has refused a request. */
const REFUSAL_MS = 200;

const STYLE = `
:host { display: block; color: inherit; font: inherit; line-height: 1.5; overflow-wrap: anywhere; }
:host([hidden]) { display: none; }
h3 { font-size: 1.1em; margin: 1em 0 0.4em; }
ol { list-style: none; margin: 0; padding: 0; }
li { display: grid; grid-template-columns: 7.5em minmax(0, 1fr); gap: 0 1em; padding: 0.5em 0; border-block-start: 1px solid; border-color: color-mix(in srgb, currentColor 20%, transparent); }
time, .hours { font-variant-numeric: tabular-nums; white-space: nowrap; }
a { color: inherit; font-weight: 600; text-underline-offset: 0.2em; }
a:focus-visible { outline: 3px solid; outline-offset: 2px; }
p { margin: 0.2em 0; }
.facts { display: flex; flex-wrap: wrap; gap: 0 1em; }
.phase::before { content: "○" / ""; margin-inline-end: 0.35em; }
.phase[data-phase=in_session]::before { content: "●" / ""; }
.phase[data-phase=delayed]::before { content: "◷" / ""; }
.phase[data-phase=suspended]::before { content: "‖" / ""; }
.phase[data-phase=adjourned]::before { content: "■" / ""; }
.phase[data-phase=postponed]::before { content: "→" / ""; }
.phase[data-phase=cancelled]::before { content: "⊘" / ""; }
[data-phase=in_session], [data-phase=delayed], [data-phase=suspended], [data-phase=cancelled] { font-weight: 600; }
.foot { display: flex; flex-wrap: wrap; gap: 0 1em; margin-block-start: 0.6em; font-size: 0.9em; }
@media (max-width: 30em) { li { grid-template-columns: minmax(0, 1fr); } }
`;

/**
 * The sessions of a room and a day, of all where none is named.
 * @param {Session[]} sessions @param {{room: string | null, day: string | null}} wanted
 */
export function selectSessions(sessions, { room, day }) {
  return sessions.filter((one) => (!room || one.room === room) && (!day || one.starts_at.slice(0, 10) === day));
}

/**
 * The sessions by the day of the venue, in their order.
 * @param {Session[]} sessions
 * @returns {{name: string, sessions: Session[]}[]}
 */
export function groupByDay(sessions) {
  /** @type {Map<string, Session[]>} */
  const days = new Map();
  for (const one of [...sessions].sort((a, b) => a.starts_at.localeCompare(b.starts_at))) {
    days.set(one.day_name, [...(days.get(one.day_name) ?? []), one]);
  }
  return [...days].map(([name, items]) => ({ name, sessions: items }));
}

/** The hours of the venue. @param {Session} session */
export function writeHours({ starts_at, ends_at }) {
  return `${starts_at.slice(11, 16)}–${ends_at.slice(11, 16)}`;
}

/** The time of day in a time zone: `09:05`. @param {Date} at @param {string} timeZone */
export function formatClock(at, timeZone) {
  const two = /** @type {const} */ ("2-digit");
  const options = { ...{ timeZone, numberingSystem: "latn" }, hour: two, minute: two };
  return new Intl.DateTimeFormat("en", { ...options, hourCycle: "h23" }).format(at);
}

/** The language of a tag, English for one that the site does not have. @param {string | null | undefined} tag */
export function chooseLanguage(tag, known = Object.keys(WORDS)) {
  const code = (tag ?? "").toLowerCase().split("-")[0];
  return known.includes(code) ? code : FALLBACK;
}

/**
 * The directive that a policy lacks, null if it has not refused a request of the widget.
 * @param {{blockedURI: string, effectiveDirective: string}} violation @param {URL} site
 */
export function missingDirective({ blockedURI, effectiveDirective }, site) {
  const isOwn = blockedURI === site.origin || blockedURI.startsWith(`${site.origin}/`);
  return isOwn ? `${effectiveDirective} ${site.origin}` : null;
}

/**
 * @param {string} tag @param {Record<string, string>} attributes @param {...(Node | string)} children
 */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

class ProgrammeElement extends (globalThis.HTMLElement ?? class {}) {
  static observedAttributes = ["lang", "room", "day"];

  constructor() {
    super();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.tree = this.attachShadow({ mode: "open" });
    this.tree.adoptedStyleSheets = [sheet];
    /** @type {Programme | null} */
    this.programme = null;
    /** @type {AbortController | null} */
    this.asking = null;
    /** @type {number | undefined} */
    this.timer = undefined;
    /** @type {string | null} */
    this.directive = null;
    this.noteViolation = (/** @type {SecurityPolicyViolationEvent} */ violation) => {
      this.directive = missingDirective(violation, SITE) ?? this.directive;
    };
    this.onVisible = () => document.visibilityState === "visible" && this.refresh();
  }

  connectedCallback() {
    document.addEventListener("securitypolicyviolation", this.noteViolation);
    document.addEventListener("visibilitychange", this.onVisible);
    this.refresh();
  }

  disconnectedCallback() {
    document.removeEventListener("securitypolicyviolation", this.noteViolation);
    document.removeEventListener("visibilitychange", this.onVisible);
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.refresh();
  }

  get code() {
    return chooseLanguage(this.closest("[lang]")?.getAttribute("lang"));
  }

  /** Read the programme, show it, and do so again after a minute while the page is seen. */
  async refresh() {
    clearTimeout(this.timer);
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    const code = this.code;
    try {
      const address = new URL(`feeds/${code}/programme.json`, SITE);
      const response = await fetch(address, { credentials: "omit", cache: "no-cache", signal: asking.signal });
      if (!response.ok) throw new Error(String(response.status));
      this.programme = await response.json();
      this.show(code, new Date());
    } catch (error) {
      if (asking.signal.aborted) return;
      await new Promise((resolve) => setTimeout(resolve, REFUSAL_MS));
      this.showFailure(code, error);
    }
    if (document.visibilityState === "hidden" || asking.signal.aborted) return;
    this.timer = Number(setTimeout(() => this.refresh(), REFRESH_MS + Math.random() * SPREAD_MS));
  }

  /** @param {string} code @param {Date} at when the programme was read */
  show(code, at) {
    const words = WORDS[code];
    const { sessions, timezone } = /** @type {Programme} */ (this.programme);
    const wanted = { room: this.getAttribute("room"), day: this.getAttribute("day") };
    const days = groupByDay(selectSessions(sessions, wanted));
    const clock = formatClock(at, timezone);
    const all = make("a", { href: new URL(`${code}/programme`, SITE).href }, words.all);
    this.fill(
      words,
      ...days.flatMap(({ name, sessions: items }) => [
        make("h3", {}, name),
        make("ol", {}, ...items.map((one) => sessionItem(one, words))),
      ]),
      ...(days.length ? [] : [make("p", {}, words.empty)]),
      make("div", { class: "foot" }, make("span", {}, words.as_of.replace("{time}", clock)), all),
    );
  }

  /** Say why nothing newer is shown; an earlier programme stays below. @param {string} code @param {unknown} error */
  showFailure(code, error) {
    const words = WORDS[code];
    const text = this.directive ? words.refused.replace("{directive}", this.directive) : words.unavailable;
    console.error(`rostrum-programme: ${this.directive ? `Content-Security-Policy: ${this.directive}` : error}`);
    this.tree.querySelector("[role=status]")?.remove();
    const note = make("p", { role: "status" }, text);
    if (this.programme) this.tree.firstElementChild?.prepend(note);
    else this.fill(words, note);
  }

  /** @param {Words} words @param {...Node} parts */
  fill(words, ...parts) {
    const attributes = { lang: words.tag, dir: words.direction, "aria-label": words.title };
    this.tree.replaceChildren(make("section", attributes, ...parts));
  }
}

/** @param {Session} session @param {Words} words */
function sessionItem(session, words) {
  const hours = make("bdi", { class: "hours", dir: "ltr" }, writeHours(session));
  const marked = session.assumed ? [hours, " ", make("abbr", { title: words.assumed }, "≈")] : [hours];
  const texts = [session.reason, ...session.changes].filter(Boolean);
  return make(
    "li",
    {},
    make("div", {}, ...marked),
    make(
      "div",
      {},
      make("a", { href: session.address, lang: session.language }, session.title),
      make(
        "p",
        { class: "facts" },
        make("bdi", {}, session.room_name),
        make("span", { class: "phase", "data-phase": session.phase }, session.phase_name),
      ),
      ...texts.map((text) => make("p", {}, text)),
    ),
  );
}

globalThis.customElements?.define("rostrum-programme", ProgrammeElement);
