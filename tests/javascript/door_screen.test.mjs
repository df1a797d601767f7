/** The door screen with all its parts over a scripted server. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CameraError } from "../../accreditation/badges/static/readers/camera.mjs";
import { DoorClock } from "../../accreditation/doors/static/app/device/door_clock.mjs";
import { LateScans } from "../../accreditation/doors/static/app/device/late_scans.mjs";
import { NoAnswerError } from "../../accreditation/doors/static/app/scanning/server.mjs";
import { DoorScreen } from "../../accreditation/doors/static/app/screens/door_screen.mjs";
import { shortCode } from "../../accreditation/doors/static/rules/short_code.mjs";
import { listed, Memory, NOON, newPage, person, ZONE } from "./door_page.mjs";

const ENROLMENT = {
  device: "dev_1",
  token: "t",
  name: "Phone",
  doors: ["gate-a"],
  rights: ["undo"],
  expires_at: "2025-10-26T00:00:00Z",
};
const WORDS = {
  setPlan: () => {},
  list: (/** @type {string[]} */ names) => names.join(", "),
  numbers: new Intl.NumberFormat("en"),
  language: { code: "en" },
  moment: (/** @type {any} */ at) => String(at),
  dated: (/** @type {any} */ at) => ({ day: null, time: String(at) }),
  text: (/** @type {string} */ key, params = {}) => [key, ...Object.values(params)].join(" "),
  plural: (/** @type {string} */ key, /** @type {number} */ n) => `${key} ${n}`,
  eventText: (/** @type {any} */ text) => text?.en ?? "",
};
const CODE = shortCode("P-0001");

/**
 * Return a device at gate A with a scripted server.
 * @param {(item: any) => object | null} answerTo
 * @param {object} [plan]
 */
async function device(answerTo, plan = {}) {
  const page = newPage();
  const vault = new Memory();
  const at = { now: NOON };
  const clock = new DoorClock({ wall: () => at.now, steady: () => 0 }, null);
  const network = { isThere: false };
  const server = {
    ask: async (/** @type {string} */ _path, /** @type {any} */ { body }) => {
      if (!network.isThere) throw new NoAnswerError();
      const answers = body.items.map((/** @type {any} */ item) => ({
        key: item.key,
        problem: null,
        conflict: null,
        ...item.decided,
        ...answerTo(item),
      }));
      return { at: "", answers };
    },
  };
  const late = new LateScans({ onChange: () => {} });
  /** @type {any[]} */
  const ended = [];
  const onEnded = (/** @type {string} */ how, /** @type {any} */ store) => ended.push([how, store]);
  const parts = {
    vault,
    enrolment: ENROLMENT,
    clock,
    words: WORDS,
    lateScans: late,
    onEnded,
    makeServer: () => server,
  };
  const screen = new DoorScreen(/** @type {any} */ (parts));
  await screen.roster.applyUpdate(/** @type {any} */ (listed(plan)));
  const scan = async (text = CODE) => {
    screen.scan(text, "typed");
    await screen.scanFlow.lastReading;
    const { shown } = screen.verdict;
    assert.ok(shown);
    return shown;
  };
  /** Send the queue and wait for the effects. */
  const send = async () => {
    network.isThere = true;
    await screen.sync.sendQueue();
    network.isThere = false;
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  const said = () => page.querySelector("[data-refusals]").written;
  const end = () => {
    screen.sync.stop();
    screen.verdict.close();
  };
  return { page, vault, at, screen, late, ended, scan, send, said, end };
}

const refuse = (/** @type {string} */ kind, /** @type {string} */ problem) => (/** @type {any} */ item) =>
  item.kind === kind ? { problem } : {};

for (const problem of ["scan.nothing_to_undo", "scan.unknown", "device.right_missing"]) {
  test(`an undo that the server refuses (${problem}) is reverted`, async () => {
    const { screen, vault, scan, send, said, end } = await device(refuse("undo", problem));
    const passage = await scan();
    assert.equal(await screen.scanFlow.undo(passage, "mis_scan"), true);
    screen.recentScans.markUndone(passage.key);
    assert.deepEqual([screen.presence.countInside("venue"), said()], [0, ""]);
    await send();
    const [line] = screen.recentScans.scans;
    assert.deepEqual([screen.presence.countInside("venue"), line.undone, line.note], [1, false, "door.say.not_undone"]);
    assert.match(said(), /door\.refused\.undo N 1/);
    assert.deepEqual(vault.records.get("latest")[0].undone, false);
    assert.ok(
      [...vault.records].some(([name, value]) => name.startsWith("inside/") && value["badge-1"]?.venue),
      "kept over a restart",
    );
    screen.refusals.dismiss(0);
    assert.equal(said(), "");
    end();
  });
}

test("an accepted undo stays", async () => {
  for (const answerTo of [
    () => ({}),
    (/** @type {any} */ { kind }) => ({ problem: kind === "undo" ? "scan.unknown" : "door.other_way" }),
  ]) {
    const { screen, scan, send, said, end } = await device(answerTo);
    const passage = await scan();
    await send();
    await screen.scanFlow.undo(passage, "mis_scan");
    screen.recentScans.markUndone(passage.key);
    await send();
    assert.deepEqual([screen.presence.countInside("venue"), screen.recentScans.scans[0].undone, said()], [0, true, ""]);
    end();
  }
});

test("a scan after a refused undo stays", async () => {
  const { screen, scan, send, end } = await device(refuse("undo", "scan.nothing_to_undo"));
  const passage = await scan();
  await screen.scanFlow.undo(passage, "mis_scan");
  const again = await scan();
  assert.equal(again.verdict, "admitted");
  await send();
  assert.equal(screen.presence.entriesOf("badge-1").venue.key, again.key);
  end();
});

test("a refused override is reverted and its refusal shown again", async () => {
  const full = { zones: [{ ...ZONE, capacity: 0 }] };
  const { screen, scan, send, said, end } = await device(refuse("override", "override.proof_wrong"), full);
  const refused = await scan();
  assert.equal(refused.verdict, "zone_full");
  await screen.scanFlow.override(refused, {
    key: "key-12345678",
    reason: "escorted",
    supervisor: "staff_1",
    proof: "00",
  });
  assert.deepEqual([screen.verdict.shown?.verdict, screen.presence.countInside("venue")], ["overridden", 1]);
  await send();
  assert.equal(screen.presence.countInside("venue"), 0);
  assert.deepEqual([screen.verdict.shown?.verdict, screen.verdict.shown?.late], ["zone_full", true]);
  const [line] = screen.recentScans.scans;
  assert.deepEqual([line.passage.verdict, line.isTaken, line.note], ["overridden", false, "door.say.not_kept"]);
  assert.match(said(), /door\.refused\.override N 1/);
  end();
});

test("a badge that was not handed over is sent to the desk", async () => {
  const hours = [{ opens_at: "2025-10-25T00:00:00Z", closes_at: "2025-10-26T00:00:00Z" }];
  const { screen, scan, end } = await device(() => ({}), { desk: { place: { en: "Gate A" }, hours } });
  const waiting = { ...person(1), active: false };
  screen.roster.byNumber.set(waiting.number, waiting);
  assert.equal((await scan()).verdict, "not_collected");
  assert.equal(screen.verdict.deskText(), `door.say.desk_open Gate A ${hours[0].closes_at}`);
  end();
});

test("a one-day badge asks for the document, and shows no name", async () => {
  const { screen, scan, end } = await device(() => ({}));
  const nameless = { native_name: "", latin_name: "", outlet: "", function: "", photo: null };
  screen.roster.add({ ...person(1), ...nameless, active: false, one_day: true });
  const shown = () => ["one-day", "do", "native"].map((name) => screen.verdict.part(name).textContent);
  assert.equal((await scan()).verdict, "admitted");
  assert.deepEqual(shown(), ["door.one_day.check", "", "door.one_day.title"]);
  assert.equal((await scan()).verdict, "already_inside");
  assert.deepEqual(shown(), ["", "door.instruction.already_inside", "door.one_day.title"]);
  end();
});

test("a failure of the server is no refusal", async () => {
  const { screen, scan, send, said, end } = await device(refuse("undo", "scan.failed"));
  await screen.scanFlow.undo(await scan(), "mis_scan");
  await send();
  assert.deepEqual([screen.queue.length, screen.presence.countInside("venue"), said()], [1, 0, ""]);
  end();
});

test("an answer after the sign-out shows no name", async () => {
  const { screen, page, scan, end } = await device(() => ({}));
  const passage = await scan();
  page.dialog.open = true;
  const ending = screen.end("signed_out").catch(() => {}); // the test has no address to reload
  screen.showScan({ ...passage, late: true });
  screen.showAnswer(
    { key: passage.key, problem: "scan.unknown", conflict: null },
    { kind: "undo", key: "key-12345678", of: passage.key },
  );
  await ending;
  assert.deepEqual([screen.verdict.shown, screen.refusals.unseen, page.dialog.open], [null, [], false]);
  end();
});

/** @param {import("../../accreditation/doors/static/app/device/queue.mjs").Item[]} items */
const withoutLocal = (items) => items.map(({ local, ...item }) => item);

test("cleared storage ends the enrolment and keeps unsent scans", async () => {
  const { screen, page, vault, late, ended, scan } = await device(() => ({}));
  await scan();
  const items = withoutLocal(screen.queue.list());
  screen.applySync({
    notices: [{ id: "n", text: "A rucksack", badge_id: null, posted_at: "", expires_at: ENROLMENT.expires_at }],
    admitted_today: 1,
  });
  vault.isCleared = true;
  await screen.checkStorage();
  const [[how, store]] = ended;
  const [[name, kept]] = [...store.records];
  assert.deepEqual([how, name, late.length, kept.toReport], ["storage_lost", "late/dev_1", 1, true]);
  assert.deepEqual([kept.items, kept.token], [items, "t"]);
  assert.deepEqual(
    [screen.roster.people.size, screen.recentScans.scans, page.querySelector("[data-notices]").children],
    [0, [], []],
  );
  screen.scan(CODE, "typed");
  assert.deepEqual([screen.scanFlow.pendingCount, screen.verdict.shown], [0, null]);
});

test("a failed scan reveals cleared storage", async () => {
  const { screen, vault, ended } = await device(() => ({}));
  Object.assign(vault, {
    isBroken: true,
    isCleared: true,
    replace: async () => {
      throw new Error("no storage");
    },
  });
  screen.scan(CODE, "typed");
  await screen.scanFlow.lastReading;
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.deepEqual([ended, screen.verdict.shown], [[["storage_lost", null]], null]);
});

test("full storage does not end the enrolment", async () => {
  const { screen, vault, ended, scan, end } = await device(() => ({}));
  vault.isBroken = true;
  assert.equal((await scan()).verdict, "undecided");
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.deepEqual([ended, screen.isEnding], [[], false]);
  end();
});

for (const [how, kept] of /** @type {const} */ ([
  ["expired", 1],
  ["wiped", 1],
  ["signed_out", 0],
])) {
  test(`unsent scans after the end "${how}": ${kept}`, async () => {
    const { screen, vault, late, scan } = await device(() => ({}));
    await scan();
    await screen.end(how).catch(() => {}); // the test has no address to reload
    assert.deepEqual([late.length, vault.records.size], [kept, 0]);
    const store = /** @type {any} */ (late.store);
    assert.deepEqual([...(store?.records.keys() ?? [])], kept ? ["late/dev_1"] : []);
  });
}

test("an enrolment that expired offline keeps its unsent scans", async () => {
  const { screen, vault, at, late, end } = await device(() => ({}));
  await vault.save([["queue/000000000001", { kind: "scan", key: "key-1" }]]);
  at.now = Date.parse(ENROLMENT.expires_at);
  await screen.start().catch(() => {}); // the test has no address to reload
  assert.deepEqual([late.length, screen.isEnding], [1, true]);
  end();
});

test("the camera does not read while a dialog is open", async () => {
  const { screen, page, end } = await device(() => ({}));
  page.dialog.open = true;
  screen.readers.handleFrameText(CODE);
  await screen.scanFlow.lastReading;
  assert.equal(screen.verdict.shown, null);
  page.dialog.open = false;
  screen.readers.handleFrameText(CODE);
  await screen.scanFlow.lastReading;
  assert.equal(/** @type {any} */ (screen.verdict.shown)?.verdict, "admitted"); // it was narrowed to null above
  end();
});

test("a notice expires on the device without the server", async () => {
  const { screen, page, at, end } = await device(() => ({}));
  const expires_at = new Date(NOON + 60_000).toISOString();
  screen.applySync({
    notices: [
      { id: "n", text: "A grey rucksack", badge_id: null, posted_at: new Date(NOON).toISOString(), expires_at },
    ],
    admitted_today: 1,
  });
  const bar = page.querySelector("[data-notices]");
  assert.deepEqual([bar.hidden, bar.children.length], [false, 1]);
  at.now += 60_000;
  screen.statusLine.renderState();
  assert.deepEqual([bar.hidden, bar.children.length], [true, 0]);
  end();
});

for (const [values, said] of /** @type {[object, string][]} */ ([
  [{ valid_from: "2025-10-26T05:00:00Z" }, "door.say.valid_from 2025-10-26T05:00:00Z"],
  [{ zones: ["press", "venue"] }, "door.say.opens Press"],
])) {
  test(`a refusal says what the badge opens: ${said}`, async () => {
    const stage = { ...ZONE, code: "stage", within: "venue" };
    const press = { ...ZONE, code: "press", name: { en: "Press" }, within: "venue" };
    const doors = [{ id: "gate-a", name: { en: "Stage" }, zone: "stage", way: "choose" }];
    const { screen, page, scan, end } = await device(() => ({}), { zones: [ZONE, stage, press], doors });
    screen.roster.add({ ...person(1), ...values });
    await scan();
    assert.equal(page.querySelector("[data-verdict-screen]").querySelector("[data-since]").written, said);
    end();
  });
}

for (const typed of ["P-0001-00", "P-0001", "hello"]) {
  test(`a mistyped number stays in its field: ${typed}`, async () => {
    const { screen, page, scan, end } = await device(() => ({}));
    const [field, problem] = [page.getElementById("typed"), page.querySelector("[data-typed-problem]")];
    field.value = typed;
    const submit = () => screen.readers.handleSubmit(/** @type {any} */ ({ preventDefault: () => {} }));
    submit();
    assert.deepEqual([screen.scanFlow.pendingCount, field.value, field.selected], [0, typed, true]);
    assert.deepEqual([problem.hidden, problem.written], [false, "door.typed_wrong"]);
    field.value = CODE;
    submit();
    assert.deepEqual([field.value, problem.hidden], ["", true]);
    await screen.scanFlow.lastReading;
    assert.equal(screen.verdict.shown?.verdict, "admitted");
    await scan();
    end();
  });
}

/** @param {any} screen @param {boolean} isAllowed */
function giveCamera(screen, isAllowed) {
  const camera = {
    isOn: false,
    starts: 0,
    start: async () => {
      camera.starts += 1;
      if (!isAllowed) throw new CameraError("refused");
      camera.isOn = true;
    },
    stop: () => {
      camera.isOn = false;
    },
    findAbilities: async () => ({ cameras: [], current: "", isFront: false, torch: false }),
  };
  screen.readers.camera = camera;
  return camera;
}

test("the camera is on at the start until it is switched off", async () => {
  const { screen, vault, end } = await device(() => ({}));
  const camera = giveCamera(screen, true);
  await screen.readers.startCamera();
  assert.equal(camera.isOn, true);
  await screen.readers.toggleCamera();
  assert.deepEqual([camera.isOn, vault.records.get("choices").isCameraOn], [false, false]);
  await screen.readers.startCamera();
  assert.equal(camera.isOn, false);
  end();
});

test("a refused camera is not asked for again at the start", async () => {
  const { screen, page, end } = await device(() => ({}));
  const camera = giveCamera(screen, false);
  await screen.readers.startCamera();
  await screen.readers.startCamera();
  assert.deepEqual([camera.starts, page.querySelector("[data-camera-problem]").written], [1, ""]);
  await screen.readers.toggleCamera();
  assert.equal(page.querySelector("[data-camera-problem]").written, "door.say.camera_refused");
  end();
});

test("a hidden page is not quiet during a scan", async () => {
  const { screen, page, end } = await device(() => ({}));
  page.hidden = true;
  assert.equal(screen.isQuiet, true);
  screen.scan(CODE, "typed");
  assert.equal(screen.isQuiet, false);
  await screen.scanFlow.lastReading;
  end();
});

test("the open sign-out dialog follows the queue", async () => {
  const { screen, page, scan, send, end } = await device(() => ({}));
  const dialog = page.querySelector("[data-sign-out-dialog]");
  const sign = (/** @type {string} */ value) => {
    const event = { submitter: { value }, preventDefault: () => {} };
    return screen.menu.submitSignOut(/** @type {any} */ (event));
  };
  const said = () => page.querySelector("[data-unsent]").written;
  dialog.open = true;
  screen.menu.confirmSignOut();
  assert.equal(said(), "");
  await scan();
  await sign("do");
  assert.deepEqual([screen.isEnding, said()], [false, "door.sign_out.unsent 1"], "the guard has not given it up");
  await scan();
  screen.statusLine.renderState();
  assert.equal(said(), "door.sign_out.unsent 2");
  await send();
  screen.statusLine.renderState();
  assert.deepEqual([said(), page.querySelector("[data-send]").hidden], ["", true]);
  end();
});
