/** Building and replacing elements, without markup in strings. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element. An attribute of null, undefined or false is left out, true is written empty.
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes]
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/**
 * A shape of the sprite `icons.svg`.
 * @param {string} sprite
 * @param {string} name
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
 * Make `parent` hold these elements, leaving those alone that are the same already: what has the focus, or is
 * being read, does not move when something else changes.
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
 * The data that the server put into the page.
 * @param {string} id
 */
export function pageData(id) {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null");
}
