/**
 * The page of screens: its parts are live, and a request for which a person has typed or chosen something stays, also when it
 * waits no more; the server tells what became of it.
 */
import { keepElements } from "../../../conference/static/js/fragments.mjs";
import "../../../conference/static/js/live_parts.mjs";

/** @param {Element} request whether a person is in it, has marked it, or has typed or chosen something for it */
function isFilled(request) {
  if (request.contains(document.activeElement)) return true;
  const fields = /** @type {NodeListOf<HTMLInputElement | HTMLSelectElement>} */ (
    request.querySelectorAll("input, select")
  );
  return [...fields].some((field) => (field.type === "checkbox" ? field.matches(":checked") : field.value !== ""));
}

keepElements((element) => {
  const requests = element.matches("[data-request]") ? [element] : [...element.querySelectorAll("[data-request]")];
  return requests.some(isFilled);
});
