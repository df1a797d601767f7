// What screens make of the board before they draw it: pages, phases' times, announcements, a room's programme.
import assert from "node:assert/strict";
import { test } from "node:test";
import { currentAnnouncements } from "../../broadcast/pages/static/announcements_view.mjs";
import { roomProgramme } from "../../broadcast/pages/static/highlights.mjs";
import { FirstSeen } from "../../broadcast/pages/static/layouts/first_seen.mjs";
import { paginate } from "../../broadcast/pages/static/layouts/lobby.mjs";
import { rowTime, signingTally } from "../../broadcast/pages/static/layouts/lobby_row.mjs";
import { roomSubject } from "../../broadcast/pages/static/layouts/room.mjs";
import { belongsTo } from "../../broadcast/pages/static/live.mjs";
import { rotation } from "../../broadcast/pages/static/rotation.mjs";
import { isAsPlanned, phaseTime } from "../../broadcast/pages/static/session_view.mjs";
import { splitCount } from "../../broadcast/pages/static/tally_view.mjs";
import { eventTimes } from "../../conference/static/js/times.mjs";

const { day } = eventTimes("Asia/Ho_Chi_Minh");
/** @param {string} clock */
const at = (clock) => `2025-10-25T${clock}:00+07:00`;
const now = Date.parse(at("10:00"));
/** @param {object} [more] */
const session = (more) => ({
  id: "s",
  room: "plenary",
  order: 1,
  phase: "scheduled",
  starts_at: at("09:30"),
  ends_at: at("10:30"),
  since: null,
  until: null,
  ...more,
});

test("rows fall into pages that fit, eight at most, none cut", () => {
  assert.deepEqual(paginate([10, 10, 10], 100), [[0, 3]]);
  assert.deepEqual(paginate([60, 60, 60], 100), [
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
  assert.deepEqual(paginate([50, 50, 50], 100), [
    [0, 2],
    [2, 3],
  ]);
  assert.deepEqual(paginate(Array(20).fill(1), 100), [
    [0, 8],
    [8, 16],
    [16, 20],
  ]);
  assert.deepEqual(paginate([500, 10], 100), [
    [0, 1],
    [1, 2],
  ]);
  assert.deepEqual(paginate([], 100), [[0, 0]]);
});

/** @type {[what: string, more: object, expected: {text: string, at: string | null} | null][]} */
const PHASE_TIMES = [
  ["in session: since", { phase: "in_session", since: at("09:31") }, { text: "board.since", at: at("09:31") }],
  [
    "suspended with a time: when it resumes",
    { phase: "suspended", since: at("09:40"), until: at("11:00") },
    { text: "board.resumes_at", at: at("11:00") },
  ],
  ["suspended without: since", { phase: "suspended", since: at("09:40") }, { text: "board.since", at: at("09:40") }],
  ["delayed: the new time", { phase: "delayed", until: at("11:00") }, { text: "board.new_time", at: at("11:00") }],
  ["postponed without a time: nothing", { phase: "postponed", since: at("09:00") }, null],
  ["adjourned: when", { phase: "adjourned", since: at("09:50") }, { text: "board.at", at: at("09:50") }],
  ["cancelled: nothing", { phase: "cancelled", since: at("09:00") }, null],
  ["due and not begun: waiting", {}, { text: "board.waiting", at: null }],
  ["not due: nothing", { starts_at: at("10:30"), ends_at: at("11:00") }, null],
  ["never opened and its end is over: nothing", { ends_at: at("09:59") }, null],
];
for (const [what, more, expected] of PHASE_TIMES) {
  test(`of a phase is said ${what}`, () => assert.deepEqual(phaseTime(session(more), now), expected));
}

test("only a session as planned is without a word for its state", () => {
  const later = { starts_at: at("10:30"), ends_at: at("11:00") };
  assert.equal(isAsPlanned(session(later), now), true);
  assert.equal(isAsPlanned(session(), now), false);
  assert.equal(isAsPlanned(session({ ...later, phase: "delayed" }), now), false);
  assert.equal(isAsPlanned(session({ ...later, reason: "…" }), now), false);
});

test("announcements lapse on the screen, server or no server; urgent ones come first", () => {
  /** @param {string} id @param {object} [more] */
  const one = (id, more) => ({
    id,
    text: id,
    level: "info",
    rooms: null,
    posted_at: at("09:00"),
    expires_at: null,
    language: "en",
    fallback: false,
    ...more,
  });
  const all = [
    one("old"),
    one("new", { posted_at: at("09:30") }),
    one("gone", { expires_at: at("10:00") }),
    one("urgent", { level: "urgent", expires_at: at("10:01") }),
    one("elsewhere", { rooms: ["R301"] }),
    one("doors", { destinations: ["rooms", "lobby"] }),
    one("web", { rooms: ["R301"], destinations: ["web"] }),
  ];
  /** @param {number | null} moment @param {string | null} room */
  const ids = (moment, room, destination = "rooms") =>
    currentAnnouncements(all, moment, { destination, room }).map(({ id }) => id);
  assert.deepEqual(ids(now, "plenary"), ["urgent", "new", "old", "doors"]);
  assert.deepEqual(ids(now + 60_000, "plenary"), ["new", "old", "doors"]);
  assert.deepEqual(ids(now, "R301"), ["urgent", "new", "old", "elsewhere", "doors", "web"]);
  assert.deepEqual(ids(now, null, "web"), ["urgent", "new", "old", "web"]);
  assert.deepEqual(ids(now, null, "press"), ["urgent", "new", "old"]);
  assert.equal(currentAnnouncements(all, now).length, 6);
  assert.equal(ids(null, null).includes("gone"), true);
});

test("a session belongs to the day it was planned for, moved to and resumes on", () => {
  assert.equal(belongsTo(session(), "2025-10-25", day), true);
  assert.equal(belongsTo(session(), "2025-10-26", day), false);
  const tomorrow = "2025-10-26T09:00:00+07:00";
  for (const phase of ["delayed", "postponed", "suspended"]) {
    assert.equal(belongsTo(session({ phase, until: tomorrow }), "2025-10-26", day), true);
    assert.equal(belongsTo(session({ phase, until: tomorrow }), "2025-10-25", day), true);
  }
  assert.equal(belongsTo(session({ starts_at: "2025-10-24T17:30:00Z" }), "2025-10-25", day), true);
});

test("a room shows what is on, else what comes, and what follows it", () => {
  const on = session({ id: "on", phase: "in_session", since: at("09:30") });
  const next = session({ id: "next", starts_at: at("11:00"), ends_at: at("12:00") });
  const last = session({ id: "last", starts_at: at("13:00"), ends_at: at("14:00") });
  const over = session({ id: "over", phase: "adjourned" });
  /** @param {ReturnType<typeof session>[]} sessions */
  const programme = (...sessions) => {
    const { first, following } = roomProgramme(sessions, now, day);
    return [first?.id ?? null, following.map(({ id }) => id)];
  };
  assert.deepEqual(programme(last, next, on, over), ["on", ["next", "last"]]);
  assert.deepEqual(programme(last, next, over), ["next", ["last"]]);
  assert.deepEqual(programme(session({ id: "off", phase: "cancelled" }), last), ["off", ["last"]]);
  assert.deepEqual(programme(session({ id: "off", phase: "cancelled" })), ["off", []]);
  assert.deepEqual(programme(over), [null, []]);
});

/** @type {[what: string, more: object, earlier: string | null, expected: [string, boolean, string | null]][]} */
const ROW_TIMES = [
  ["the planned time", {}, null, [at("09:30"), false, null]],
  [
    "a new time in place of the old one",
    { phase: "delayed", until: at("11:00") },
    null,
    [at("11:00"), true, at("09:30")],
  ],
  ["the old time of a delay without a new one", { phase: "delayed" }, null, [at("09:30"), false, null]],
  ["when a suspended one resumes", { phase: "suspended", until: at("11:00") }, null, [at("11:00"), true, null]],
  ["a new time in the plan", {}, at("09:00"), [at("09:30"), true, at("09:00")]],
  ["the planned time of a cancelled one", { phase: "cancelled" }, at("09:00"), [at("09:30"), false, null]],
];
for (const [what, more, earlier, [time, isNew, replaced]] of ROW_TIMES) {
  test(`a row shows ${what}`, () => assert.deepEqual(rowTime(session(more), earlier), { at: time, isNew, replaced }));
}

test("a moved room and a new time are found by what the screen first saw that day", () => {
  /** @type {Map<string, string>} */
  const stored = new Map();
  const storage = {
    getItem: (/** @type {string} */ name) => stored.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ value) => void stored.set(name, value),
  };
  new FirstSeen(storage).add("2025-10-25", [session()]);
  const seen = new FirstSeen(storage);
  const moved = session({ room: "R301", starts_at: at("09:45") });
  seen.add("2025-10-25", [moved]);
  assert.equal(seen.isMoved(moved), true);
  assert.equal(seen.earlierStart(moved), at("09:30"));
  assert.equal(seen.isMoved(session()), false);
  assert.equal(seen.isMoved(session({ id: "unknown" })), false);
  assert.equal(seen.earlierStart(session({ starts_at: "2025-10-25T02:30:00Z" })), null);
  seen.add("2025-10-26", [moved]);
  assert.equal(seen.isMoved(moved), false);
});

test("no language of a screen waits more than 30 seconds for its turn", () => {
  const codes = ["ar", "zh", "en", "fr", "ru", "es"];
  assert.deepEqual(rotation(codes, "en", 20), { stays: 2, turning: [0, 1, 3, 4, 5], turnS: 7.5 });
  assert.deepEqual(rotation(["vi", ...codes], "vi", 600).turnS, 6);
  assert.deepEqual(rotation(["vi", "fr", "en"], "vi", 12), { stays: 0, turning: [1, 2], turnS: 12 });
  assert.deepEqual(rotation(["fr"], "en", 20), { stays: 0, turning: [], turnS: 20 });
});

test("a room shows one thing: who speaks, else the tally of its signing, else the session", () => {
  const speaker = { id: "x", name: "Viet Nam", role: "" };
  const signing = session({ kind: "signing_ceremony", phase: "in_session" });
  const tally = { signed: 6, text: "6 signatories", of: null, source: "", as_of: at("10:00"), latest: [] };
  assert.equal(roomSubject(session({ phase: "in_session", speaker }), tally), "speaker");
  assert.equal(roomSubject(session({ phase: "suspended", speaker }), tally), "session");
  assert.equal(roomSubject(signing, tally), "tally");
  assert.equal(roomSubject(signing, { ...tally, signed: 0 }), "session");
  assert.equal(roomSubject(session({ phase: "in_session" }), tally), "session");
  assert.equal(signingTally(session({ kind: "signing_ceremony" }), tally), null);
});

test("the figure of a count stands apart from its words in every language", () => {
  assert.deepEqual(splitCount("6 signatories", "6"), { before: "", figure: "6", after: " signatories" });
  assert.deepEqual(splitCount("已有6国签署", "6"), { before: "已有", figure: "6", after: "国签署" });
  assert.deepEqual(splitCount("16 of 6", "6"), { before: "16 of ", figure: "6", after: "" });
  assert.deepEqual(splitCount("one signatory", "1"), { before: "", figure: "one signatory", after: "" });
});
