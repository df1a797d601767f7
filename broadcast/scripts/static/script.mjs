/**
 * Keys on the page of a script: arrows choose a cue, Enter edits it, Alt with an arrow moves it, Delete removes it, N adds one.
 * Every act is a link or button of the page.
 */

/** @param {EventTarget | null} target whether a person types in it */
function isTyping(target) {
  return target instanceof HTMLElement && target.closest("input, textarea, select, form.cue-form") !== null;
}

/** @param {HTMLElement} cue @param {string} act press a link or button of the cue */
function press(cue, act) {
  const found = /** @type {HTMLElement | null} */ (cue.querySelector(`[data-act="${act}"]:not(:disabled)`));
  found?.click();
}

/** @param {HTMLElement | null} from @param {number} by focus the cue that many places on */
function focusCue(from, by) {
  const cues = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-cue]")]);
  const position = from === null ? (by > 0 ? 0 : cues.length - 1) : cues.indexOf(from) + by;
  cues[position]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (isTyping(event.target) || event.ctrlKey || event.metaKey) return;
  const target = event.target instanceof HTMLElement ? event.target : null;
  const cue = /** @type {HTMLElement | null} */ (target?.closest("[data-cue]") ?? null);
  const isOnCue = cue !== null && target === cue;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const isDown = event.key === "ArrowDown";
    event.preventDefault();
    if (event.altKey && cue !== null) press(cue, isDown ? "down" : "up");
    else focusCue(cue, isDown ? 1 : -1);
  } else if (event.key === "Enter" && isOnCue) press(cue, "edit");
  else if (event.key === "Delete" && isOnCue) press(cue, "delete");
  else if (event.key === "n" && !event.altKey)
    /** @type {HTMLElement | null} */ (document.querySelector("[data-key='n']"))?.click();
});

if (location.hash.startsWith("#cue-") && document.activeElement === document.body)
  document.getElementById(location.hash.slice(1))?.focus();
