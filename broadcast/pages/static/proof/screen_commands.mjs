/**
 * The commands that a paired screen carries out: show its name, load the page again, show the test card, hand in a
 * picture, back to what it is to show. Each returns `done` or `refused`.
 */

import { SITE } from "../../../../conference/static/js/site.mjs";
import { HOLD } from "../identity/assigned_page.mjs";
import { drawPage } from "./page_picture.mjs";

export const IDENTIFY_MS = 15_000;
/** The answer is sent before the page is left. */
const LEAVE_AFTER_MS = 500;
const UPLOAD_WITHIN_MS = 8000;
const TEST_CARD = "screens/test-card";
const START = "screens";
const PICTURES = "screens/pictures/";

/**
 * @typedef {Map<string, import("../identity/screen_agent.mjs").Act>} Commands
 * @typedef {{
 *   open: (path: string) => void, reload: () => void, upload: (path: string) => Promise<boolean>,
 *   later: (act: () => void, ms: number) => unknown, name: () => string,
 * }} Device
 */

/**
 * Add what this screen carries out.
 * @param {Commands} commands @param {(forMs: number) => void} showName @param {Device} device
 */
export function registerCommands(commands, showName, device = BROWSER) {
  const leave = (/** @type {() => void} */ act) => {
    device.later(act, LEAVE_AFTER_MS);
    return "done";
  };
  const testCard = () => `${SITE}${TEST_CARD}?${HOLD}=1&screen=${encodeURIComponent(device.name())}`;
  commands.set("identify", () => {
    showName(IDENTIFY_MS);
    return "done";
  });
  commands.set("reload", () => leave(device.reload));
  commands.set("test_card", () => leave(() => device.open(testCard())));
  commands.set("normal", () => leave(() => device.open(`${SITE}${START}`)));
  commands.set("picture", async ({ path }) => {
    const isOwn = typeof path === "string" && path.startsWith(PICTURES);
    return isOwn && (await device.upload(path)) ? "done" : "refused";
  });
}

/** @type {Device} */
const BROWSER = {
  open: (path) => location.assign(path),
  reload: () => location.reload(),
  later: (act, ms) => setTimeout(act, ms),
  name: () => new URLSearchParams(location.search).get("screen") ?? "",
  upload: uploadPicture,
};

/** @param {string} path below the site */
async function uploadPicture(path) {
  try {
    const picture = await drawPage();
    if (picture === null) return false;
    const signal = AbortSignal.timeout(UPLOAD_WITHIN_MS);
    const headers = { "Content-Type": picture.type };
    return (await fetch(`${SITE}${path}`, { method: "POST", body: picture, headers, signal })).ok;
  } catch {
    return false;
  }
}
