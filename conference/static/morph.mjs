/**
 * Makes an element look like another without replacing what is the same: what somebody types in, has opened or has
 * the focus on stays as it is.
 */

const OWNED = new Set(["open"]);

/**
 * @param {Element} old in the page
 * @param {Element} wanted of another document; it is not used up
 */
export function morph(old, wanted) {
  if (old.isEqualNode(wanted)) return;
  syncAttributes(old, wanted);
  if (old instanceof HTMLTextAreaElement) return;
  const wantedNodes = [...wanted.childNodes];
  wantedNodes.forEach((node, index) => {
    const present = old.childNodes[index];
    if (present === undefined) old.append(document.importNode(node, true));
    else if (!sameKind(present, node)) present.replaceWith(document.importNode(node, true));
    else if (present instanceof Element) morph(present, /** @type {Element} */ (node));
    else if (present.nodeValue !== node.nodeValue) present.nodeValue = node.nodeValue;
  });
  while (old.childNodes.length > wantedNodes.length) old.lastChild?.remove();
}

/** @param {Node} one @param {Node} other */
function sameKind(one, other) {
  if (one.nodeType !== other.nodeType || one.nodeName !== other.nodeName) return false;
  if (!(one instanceof Element)) return true;
  const name = (/** @type {Element} */ element) => element.id || element.getAttribute("data-template");
  return name(one) === name(/** @type {Element} */ (other));
}

/** @param {Element} old @param {Element} wanted */
function syncAttributes(old, wanted) {
  for (const { name, value } of wanted.attributes) {
    if (!OWNED.has(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (!OWNED.has(name) && !wanted.hasAttribute(name)) old.removeAttribute(name);
  }
}
