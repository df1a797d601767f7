/** Find the largest size at which a part of a screen shows all its content. */

/**
 * Set `--scale` of an element to the first of these scales at which nothing of its parts is cut, else to the last.
 * @param {HTMLElement} element @param {number[]} scales from large to small
 * @param {Element[]} parts those that cut what does not fit
 * @returns whether all fits
 */
export function fitScale(element, scales, parts = [element]) {
  for (const scale of scales) {
    element.style.setProperty("--scale", String(scale));
    if (parts.every(isWhole)) return true;
  }
  return false;
}

/**
 * Fit as `fitScale` does; while it does not fit at any of the scales, extras are removed, one after the other.
 * @param {HTMLElement} element @param {number[]} scales from large to small
 * @param {Iterable<Element>} extras from what is needed least
 * @returns whether all that is left fits
 */
export function fitWithout(element, scales, extras) {
  if (fitScale(element, scales)) return true;
  for (const extra of extras) {
    extra.remove();
    if (fitScale(element, scales)) return true;
  }
  return false;
}

/** Whether nothing of an element is cut. @param {Element} element */
export function isWhole({ scrollHeight, clientHeight, scrollWidth, clientWidth }) {
  return scrollHeight <= clientHeight && scrollWidth <= clientWidth;
}
