/** Find, make and change elements, without markup in strings. */

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Record<string, string | number | boolean | null | undefined>} Attributes */

/**
 * Make an element. An attribute of null, undefined or false is left out; true is written as an empty value. A `bdi` holds
 * a name, a number or a code, which browsers must not translate (as `conference/web/templating.py`).
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  if (tag === "bdi" && !("translate" in attributes)) element.setAttribute("translate", "no");
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/**
 * Make an icon from a symbol of the sprite `icons.svg`.
 * @param {string} sprite the address of the sprite
 * @param {string} name the symbol
 */
export function icon(sprite, name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("width", "20");
  svg.setAttribute("height", "20");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

/**
 * Return the element marked with the attribute `data-{name}`, which the page must have.
 * @param {string} name
 * @param {ParentNode} [root]
 * @returns {any} its kind is known to the caller only
 */
export function part(name, root = document) {
  return root.querySelector(`[data-${name}]`);
}

/**
 * Show a text in an element; hide the element when there is none.
 * @param {HTMLElement} element
 * @param {string | null | undefined} text
 */
export function showText(element, text) {
  if (element.textContent !== (text ?? "")) element.textContent = text ?? "";
  element.hidden = !text;
}

/**
 * Mark a toggle button as pressed or not.
 * @param {HTMLElement} button
 * @param {boolean} isPressed
 */
export function setPressed(button, isPressed) {
  button.setAttribute("aria-pressed", String(isPressed));
}

/**
 * Replace the children of `parent` by `wanted`, except children that are equal already: these keep the focus and
 * their place in a screen reader.
 * @param {Element} parent
 * @param {Node[]} wanted
 */
export function settle(parent, wanted) {
  const present = [...parent.children];
  wanted.forEach((node, index) => {
    const old = present[index];
    if (old === undefined) parent.append(node);
    else if (!old.isEqualNode(node)) old.replaceWith(node);
  });
  for (const surplus of present.slice(wanted.length)) surplus.remove();
}

/**
 * Return the JSON data that the server put into the page.
 * @param {string} id the id of the element that contains it
 */
export function pageData(id) {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null");
}
