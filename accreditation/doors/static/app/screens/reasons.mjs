/** The reasons of a dialog: one must be chosen, none is proposed, because a proposed reason is recorded unread. */

/** Return the chosen reason, null without one. @param {ParentNode} dialog */
export function chosenReason(dialog) {
  return listReasons(dialog).find(({ checked }) => checked)?.value ?? null;
}

/** @param {ParentNode} dialog */
export function clearReason(dialog) {
  for (const reason of listReasons(dialog)) reason.checked = false;
}

/** @param {ParentNode} dialog @returns {HTMLInputElement[]} */
function listReasons(dialog) {
  return [...dialog.querySelectorAll('[name="reason"]')].filter((field) => field instanceof HTMLInputElement);
}
