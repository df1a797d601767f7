// @ts-check
/** The page of an enrolment's QR: says when the device is there, and hides a code that is of no more use. */

const ASK_EVERY_MS = 2000;
const box = /** @type {HTMLElement} */ (document.querySelector("[data-enrolment]"));
const states = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("states")).textContent ?? "{}");

async function ask() {
  try {
    const response = await fetch(/** @type {string} */ (box.dataset.enrolment), {
      headers: { Accept: "application/json" },
      cache: "no-store",
    });
    if (response.ok) return show((await response.json()).state);
    if (response.status < 500) return true;
  } catch {
    // the next round asks again
  }
  return false;
}

/** @param {string} state @returns {boolean} whether there is nothing more to wait for */
function show(state) {
  if (state === "offered") return false;
  const line = /** @type {HTMLElement} */ (box.querySelector("[data-state]"));
  line.dataset.state = state;
  const icon = line.querySelector("use");
  icon?.setAttribute("href", `${icon.getAttribute("href")?.split("#")[0]}#${state === "active" ? "admitted" : "stop"}`);
  /** @type {HTMLElement} */ (box.querySelector("[data-state-text]")).textContent = states[state] ?? state;
  box.querySelector("[data-qr]")?.classList.add("is-used");
  return true;
}

const asking = setInterval(async () => {
  if (await ask()) clearInterval(asking);
}, ASK_EVERY_MS);
