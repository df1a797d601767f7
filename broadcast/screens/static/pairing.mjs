/**
 * The page of a device that is no screen yet: its code, until an operator has paired it; then the page that it was
 * assigned. A paired device that starts here goes there at once, without a server to the page that it showed last.
 */

import { SITE, siteStorage } from "../../../conference/static/js/site.mjs";
import { isServed, pageOf } from "../../pages/static/identity/assigned_page.mjs";
import { canHaveIdentity, loadIdentity, makeIdentity, saveIdentity } from "../../pages/static/identity/key_store.mjs";
import { keepStart, PAIRED_AS } from "../../pages/static/identity/screen_agent.mjs";
import { keepPage } from "../../pages/static/screen_device.mjs";

/** @typedef {import("../../pages/static/identity/key_store.mjs").Identity} Identity */

const PAIRING = `${SITE}screens/pairing`;
const ASK_AGAIN_MS = 5000;
const ANSWER_WITHIN_MS = 10_000;
const SHOW_NAME_MS = 4000;
const SVG = "http://www.w3.org/2000/svg";

/** @param {string} selector */
function part(selector) {
  const found = document.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`the page lacks ${selector}`);
  return found;
}

/** Show the words of one state. @param {string} state */
function showState(state) {
  document.body.dataset.state = state;
  for (const words of document.querySelectorAll("[data-of]")) {
    if (words instanceof HTMLElement) words.hidden = !words.dataset.of?.split(" ").includes(state);
  }
  part("[data-code]").hidden = state !== "waiting";
  part("[data-again]").hidden = state !== "rejected";
}

/** @param {{code: string, qr: {side: number, path: string}, approve_at: string}} answer */
function showCode({ code, qr, approve_at }) {
  const text = part("[data-code-text]");
  if (text.textContent === code) return;
  text.textContent = code;
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", `0 0 ${qr.side} ${qr.side}`);
  const runs = document.createElementNS(SVG, "path");
  runs.setAttribute("d", qr.path);
  picture.append(runs);
  part("[data-qr]").replaceChildren(picture);
  part("[data-address]").textContent = approve_at.split("?")[0];
}

/** Ask what became of this device. @param {Identity} identity @returns {Promise<any>} null without an answer */
async function askServer(identity) {
  try {
    const response = await fetch(PAIRING, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ public_key: identity.publicKey }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (response.status === 409 || response.status === 429) return { state: "busy" };
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/**
 * Go to the page of a paired device, if the server or this device has it.
 * @param {string} name @param {string} address @returns {Promise<boolean>} whether this page will be left
 */
async function goTo(name, address) {
  const target = pageOf(SITE, address, name, location.href);
  keepStart(target);
  if (!(await isServed(target, fetch.bind(globalThis))) && !(await isKept(target))) return false;
  location.replace(target);
  return true;
}

/** Whether the service worker has a page. @param {string} target */
async function isKept(target) {
  return "caches" in globalThis && (await caches.match(target)) !== undefined;
}

/** @param {Identity} identity @param {any} answer */
async function becomeScreen(identity, { screen, address, place, restored }) {
  const isNew = identity.name !== screen;
  await saveIdentity({ ...identity, name: screen, address });
  siteStorage("localStorage")?.setItem(PAIRED_AS, screen);
  part("[data-name]").textContent = screen;
  part("[data-place]").textContent = place;
  showState(restored && isNew ? "restored" : "paired");
  if (isNew) await pause(SHOW_NAME_MS);
  return goTo(screen, address);
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Ask until the device is a screen. @param {Identity} identity */
async function waitForApproval(identity) {
  for (;;) {
    const answer = await askServer(identity);
    if (answer?.state === "paired" && (await becomeScreen(identity, answer))) return;
    if (answer === null) {
      if (identity.name && identity.address && (await goTo(identity.name, identity.address))) return;
      if (document.body.dataset.state !== "waiting") showState("offline");
    } else if (answer.state !== "paired") {
      if (answer.code) showCode(answer);
      showState(answer.state);
    }
    await pause(answer?.poll_s ? answer.poll_s * 1000 : ASK_AGAIN_MS * (0.75 + Math.random() / 2));
  }
}

async function start() {
  document.querySelector("[data-unstarted]")?.remove();
  if (!canHaveIdentity()) return showState("insecure");
  part("[data-again]").addEventListener("click", async () => {
    await makeIdentity();
    location.reload();
  });
  keepPage();
  navigator.storage?.persist?.();
  try {
    await waitForApproval((await loadIdentity()) ?? (await makeIdentity()));
  } catch {
    showState("refused");
  }
}

if (globalThis.document?.querySelector("[data-code]")) start();
