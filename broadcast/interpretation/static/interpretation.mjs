// @ts-check
/** The clocks of agreed ends: before an end the page asks whether the interpreters stay. */

const EVERY_MS = 5000;

/**
 * Whether an agreed end is near or past, so that the operator is asked.
 * @param {number} until @param {number} askBeforeS @param {number} now
 */
export function isToBeAsked(until, askBeforeS, now) {
  return until - now < askBeforeS * 1000;
}

/** Add the question to each agreed end that is near. */
function askAboutEnds() {
  const question = /** @type {HTMLTemplateElement | null} */ (document.getElementById("interpretation-ask"));
  for (const place of document.querySelectorAll("[data-until]")) {
    const { until = "", askBefore = "" } = /** @type {HTMLElement} */ (place).dataset;
    const isNear = isToBeAsked(Date.parse(until), Number(askBefore), Date.now());
    if (isNear && !place.querySelector(".chip") && question) place.append(" ", question.content.cloneNode(true));
  }
}

if (globalThis.document?.querySelector("[data-until]")) setInterval(askAboutEnds, EVERY_MS);
