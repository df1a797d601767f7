// @ts-check
/** The door: readings from scanner, camera and hand go in, verdicts come out. The next scan needs no touch. */
import { Camera, CameraError } from "./doors/camera.mjs";
import { DoorLink, ToldError } from "./door_link.mjs";
import { VerdictScreen } from "./door_verdict.mjs";
import { Repeats, Wedge } from "./doors/wedge.mjs";

/** @typedef {import("./door_link.mjs").Answer} Answer */
/** @typedef {import("./door_link.mjs").Message} Message */

const LATEST_SHOWN = 8;
/** Readings that wait while one is being decided; more is a jam, and the badge can be shown again. */
const WAITING_MOST = 3;
const SHAPES = { admit: "admitted", stop: "stop", look: "look" };

/** @param {string} name @returns {any} */
const part = (name) => document.querySelector(`[data-${name}]`);

const settings = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("door-settings")).textContent ?? "{}");
const typed = /** @type {HTMLInputElement} */ (document.getElementById("typed"));
const latest = /** @type {HTMLElement} */ (part("latest"));
const icons = /** @type {SVGUseElement} */ (document.querySelector("[data-shape] use")).getAttribute("href")?.split("#")[0] ?? "";
const dialog = /** @type {HTMLDialogElement} */ (part("dialog"));
const repeats = new Repeats();

let waiting = 0;
let queue = Promise.resolve();
/** @type {Answer | null} */
let shown = null;
/** @type {Message | null} */
let unanswered = null;

const screen = new VerdictScreen(part("verdict"), settings, () => {
  shown = null;
  if (!camera.isOn) repeats.forget(); // closed, then shown again: that is meant; a camera may still see the same badge
});
const link = new DoorLink(settings.door, { onState: showState, onLink: showLink });
const wedge = new Wedge((text) => read(text, "wedge"));
const camera = new Camera(part("video"), (text) => read(text, "camera"));

/** @param {string} text @param {"camera" | "wedge" | "typed"} method */
function read(text, method) {
  if (method !== "typed") typed.value = "";
  if (repeats.isRepeat(text, performance.now())) return;
  const { value } = /** @type {HTMLInputElement} */ (document.querySelector('[name="direction"]:checked'));
  send(link.message(text, method, value));
}

/** One after another, so that no verdict is ever painted over unseen by an older one. @param {Message} message */
function send(message) {
  if (waiting >= WAITING_MOST) return;
  waiting += 1;
  part("ready").classList.add("is-asking");
  queue = queue.then(() => decide(message)).finally(() => {
    waiting -= 1;
    part("ready").classList.toggle("is-asking", waiting > 0);
  });
}

/** @param {Message} message */
async function decide(message) {
  try {
    const answer = await link.scan(message);
    unanswered = null;
    shown = answer;
    screen.show(answer);
    addLatest(answer);
    if (answer.verdict === "admitted") count(+1);
  } catch (error) {
    fail(message, error);
  }
}

/** Nobody passes on a failure; the message is kept, so that it can be sent again as the same scan. @param {Message} message @param {unknown} error */
function fail(message, error) {
  const { say } = settings;
  shown = null;
  if (error instanceof ToldError && error.isSignedOut) {
    unanswered = null;
    screen.showFailure(say.signed_out, say.signed_out_help, { signIn: true });
  } else {
    unanswered = message;
    screen.showFailure(say.no_answer, error instanceof ToldError ? error.message : say.no_answer_help, { again: true });
  }
}

/** @param {{admitted_today: number}} state */
function showState({ admitted_today }) {
  part("count").textContent = new Intl.NumberFormat("en-GB").format(admitted_today);
  part("count").dataset.value = String(admitted_today);
}

/** @param {number} by */
function count(by) {
  const value = Number(part("count").dataset.value ?? part("count").textContent.replace(/\D/g, ""));
  showState({ admitted_today: value + by });
}

/** @param {"online" | "offline"} state */
function showLink(state) {
  part("link").dataset.link = state;
  const text = part("link-text");
  if (text.textContent !== settings.say[state]) text.textContent = settings.say[state];
}

/** @param {Answer} answer */
function addLatest(answer) {
  const line = document.createElement("li");
  line.className = `latest tone-${answer.tone}`;
  line.dataset.scan = answer.scan;
  line.innerHTML = '<svg class="icon" aria-hidden="true"><use></use></svg><span class="latest-word"></span><span class="latest-name"><bdi></bdi></span><time></time>';
  line.querySelector("use")?.setAttribute("href", `${icons}#${SHAPES[answer.tone]}`);
  /** @type {any} */ (line.querySelector(".latest-word")).textContent = settings.verdicts[answer.verdict];
  /** @type {any} */ (line.querySelector("bdi")).textContent = answer.person?.native_name ?? "";
  const time = /** @type {HTMLTimeElement} */ (line.querySelector("time"));
  time.dateTime = answer.at;
  time.textContent = screen.clock.format(new Date(answer.at));
  if (answer.undoable) line.append(undoButton(answer.scan));
  latest.querySelector(`[data-scan="${CSS.escape(answer.scan)}"]`)?.remove();
  latest.prepend(line);
  while (latest.children.length > LATEST_SHOWN) latest.lastElementChild?.remove();
  part("latest-empty").hidden = true;
}

/** @param {string} scan */
function undoButton(scan) {
  const button = document.createElement("button");
  button.className = "latest-undo";
  button.dataset.undo = scan;
  button.textContent = part("undo-this").textContent;
  return button;
}

/** @param {string} scan @param {string} name */
function askUndo(scan, name) {
  screen.hold();
  dialog.dataset.scan = scan;
  part("undo-who").textContent = name;
  part("undo-problem").hidden = true;
  dialog.showModal();
}

/** @param {string} scan */
async function undo(scan) {
  const { value } = /** @type {HTMLInputElement} */ (dialog.querySelector('[name="reason"]:checked'));
  try {
    await link.undo(scan, value);
    dialog.close();
    screen.close();
    markUndone(scan);
  } catch (error) {
    part("undo-problem").textContent = error instanceof ToldError ? error.message : settings.say.no_answer;
    part("undo-problem").hidden = false;
  }
}

/** @param {string} scan */
function markUndone(scan) {
  const line = latest.querySelector(`[data-scan="${CSS.escape(scan)}"]`);
  const done = Object.assign(document.createElement("span"), { className: "latest-undone", textContent: settings.say.undone });
  line?.classList.add("is-undone");
  line?.querySelector("[data-undo]")?.replaceWith(done);
}

async function toggleCamera() {
  const problem = part("camera-problem");
  problem.hidden = true;
  if (camera.isOn) camera.stop();
  else await startCamera(() => camera.start());
  await showCamera();
}

/** @param {() => Promise<void>} start */
async function startCamera(start) {
  try {
    await start();
  } catch (error) {
    camera.stop();
    const why = error instanceof CameraError ? error.problem : "missing";
    part("camera-problem").textContent = settings.say[`camera_${why}`];
    part("camera-problem").hidden = false;
  }
}

async function showCamera() {
  const { isOn } = camera;
  part("camera").setAttribute("aria-pressed", String(isOn));
  part("video").hidden = !isOn;
  part("eye-shape").hidden = isOn;
  const { turn, torch } = isOn ? await camera.abilities() : { turn: false, torch: false };
  part("turn").hidden = !turn;
  part("torch").hidden = !torch;
  part("video").classList.toggle("is-mirrored", camera.facing === "user");
}

/** A phone that goes dark reads no badges. */
async function stayAwake() {
  try {
    await /** @type {any} */ (navigator).wakeLock?.request("screen");
  } catch {
    // refused on low battery; the phone's own setting decides then
  }
}

/** @param {EventTarget | null} target */
function isField(target) {
  return target instanceof HTMLInputElement && target.type !== "radio";
}

document.addEventListener("keydown", (event) => {
  screen.wake();
  if (event.key === "Escape" && screen.isOpen && !dialog.open) return screen.close();
  if (dialog.open) return undefined;
  if (wedge.take(event, !isField(event.target))) {
    event.preventDefault();
    event.stopPropagation();
  }
  return undefined;
}, { capture: true });
document.addEventListener("keypress", (event) => { if (wedge.inBurst) event.preventDefault(); }, { capture: true });
document.addEventListener("pointerdown", () => screen.wake(), { capture: true });
document.addEventListener("visibilitychange", () => { if (!document.hidden) stayAwake(); });

document.addEventListener("paste", (event) => {
  const text = event.clipboardData?.getData("text") ?? "";
  if (isField(event.target) || !text) return;
  event.preventDefault();
  read(text, "typed");
});

part("typed").addEventListener("submit", (/** @type {SubmitEvent} */ event) => {
  event.preventDefault();
  if (!typed.value.trim()) return;
  read(typed.value, "typed");
  typed.value = "";
  typed.blur();
});

part("again").addEventListener("click", () => { if (unanswered) send(unanswered); });
part("undo-this").addEventListener("click", () => { if (shown) askUndo(shown.scan, shown.person?.native_name ?? ""); });
latest.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("[data-undo]");
  if (button instanceof HTMLElement) askUndo(button.dataset.undo ?? "", button.closest("li")?.querySelector("bdi")?.textContent ?? "");
});
part("undo-form").addEventListener("submit", (/** @type {SubmitEvent} */ event) => {
  if (/** @type {HTMLButtonElement} */ (event.submitter)?.value !== "undo") return;
  event.preventDefault();
  undo(dialog.dataset.scan ?? "");
});

part("camera").addEventListener("click", toggleCamera);
part("turn").addEventListener("click", () => startCamera(() => camera.turn()).then(showCamera));
part("torch").addEventListener("click", () => toggled("torch", (on) => camera.light(on)));
part("sound").addEventListener("click", () => toggled("sound", (on) => { screen.sounds = on; }));

/** @param {string} name @param {(on: boolean) => void} act */
function toggled(name, act) {
  const on = part(name).getAttribute("aria-pressed") !== "true";
  part(name).setAttribute("aria-pressed", String(on));
  act(on);
}

for (const radio of document.querySelectorAll('[name="direction"]')) {
  radio.addEventListener("change", () => { document.body.dataset.direction = /** @type {HTMLInputElement} */ (radio).value; });
}
link.watch();
stayAwake();
