/** Small things that every part of the page uses. */

/** The element that carries this mark. @param {string} name @param {ParentNode} [root] @returns {any} */
export function part(name, root = document) {
  return root.querySelector(`[data-${name}]`);
}

/** Show a text, or nothing at all. @param {HTMLElement} element @param {string | null | undefined} text */
export function put(element, text) {
  if (element.textContent !== (text ?? "")) element.textContent = text ?? "";
  element.hidden = !text;
}

/** Which part of the page is there: `starting`, `enrol`, `door` … @param {string} state */
export function enter(state) {
  document.body.dataset.state = state;
}

/** A button turned on or off. @param {HTMLElement} button @param {boolean} on */
export function press(button, on) {
  button.setAttribute("aria-pressed", String(on));
}

/** @param {string} tag @param {string} className @param {string} text */
export function made(tag, className, text) {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

/** @param {EventTarget | null} target */
export function isField(target) {
  return (target instanceof HTMLInputElement && target.type !== "radio") || target instanceof HTMLSelectElement;
}
