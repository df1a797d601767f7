/**
 * The command post: its parts are live (`live_parts.mjs`), and a list in which a person chooses is left alone.
 */
import "../../../conference/static/js/live_parts.mjs";

/** Whether a person chooses, has chosen or types in this part. @param {Element} part */
function isInUse(part) {
  const active = document.activeElement;
  if ([...part.querySelectorAll("select")].some(({ value }) => value !== "")) return true;
  return active !== null && part.contains(active) && active.matches("select, input, textarea");
}

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent<{target: Element, shouldSwap: boolean}>} */ (event);
  if (isInUse(detail.target)) detail.shouldSwap = false;
});
