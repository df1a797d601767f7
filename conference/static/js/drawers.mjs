/**
 * Menus and panels that open on a page (`<details>`), and keys in forms: one of a group is open at a time, Escape closes it,
 * and Ctrl+Enter sends the form.
 */

/** Of the menus or panels in one of these, only one is open. */
const GROUPS = ".site-header, .acts";

/** Close the other panels of its group when one is opened. @param {EventTarget | null} target */
function closeOthers(target) {
  if (!(target instanceof HTMLDetailsElement) || !target.open) return;
  for (const other of target.closest(GROUPS)?.querySelectorAll("details") ?? []) {
    if (!other.contains(target) && !target.contains(other)) other.open = false;
  }
}

/** The open panel that has the focus, else the last one of a group. @returns {HTMLDetailsElement | null} */
function openPanel() {
  const focused = document.activeElement?.closest("details[open]");
  if (focused instanceof HTMLDetailsElement) return focused;
  const open = document.querySelectorAll(`:is(${GROUPS}) details[open]`);
  return /** @type {HTMLDetailsElement | null} */ (open[open.length - 1] ?? null);
}

/** Close a panel and go back to what opens it. @returns whether one was open */
function closePanel() {
  const panel = openPanel();
  if (panel === null || panel.matches("[data-stays]")) return false;
  panel.open = false;
  panel.querySelector("summary")?.focus();
  return true;
}

/**
 * The button that sends a form: the one that says so (`data-send`), else its only one.
 * @param {HTMLFormElement} form @returns {HTMLButtonElement | null}
 */
function sendButton(form) {
  const buttons = /** @type {HTMLButtonElement[]} */ ([...form.querySelectorAll("button:not([type=button])")]);
  const marked = buttons.filter((button) => button.matches("[data-send]"));
  const [only, ...more] = marked.length ? marked : buttons;
  return only && !more.length && !only.disabled ? only : null;
}

/** Send the form of the focused field. @returns whether there was one to send */
function sendForm() {
  const form = document.activeElement?.closest("form");
  const button = form ? sendButton(form) : null;
  if (button) form?.requestSubmit(button);
  return button !== null;
}

/** @param {KeyboardEvent} event */
function handleKey(event) {
  if (event.isComposing) return;
  const isClosing = event.key === "Escape" && !document.querySelector("dialog[open]");
  const isSending = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  if ((isClosing && closePanel()) || (isSending && sendForm())) event.preventDefault();
}

/** Follow the panels and forms of the page. */
export function watchDrawers() {
  document.addEventListener("toggle", ({ target }) => closeOthers(target), { capture: true });
  document.addEventListener("keydown", handleKey);
}
