/** Find the largest size at which a part of a screen shows all its content. */

/**
 * Set `--scale` of an element to the first of these scales at which nothing of it is cut, else to the last.
 * @param {HTMLElement} element @param {number[]} scales from large to small
 * @returns whether all fits
 */
export function fitScale(element, scales) {
  for (const scale of scales) {
    element.style.setProperty("--scale", String(scale));
    const { scrollHeight, clientHeight, scrollWidth, clientWidth } = element;
    if (scrollHeight <= clientHeight && scrollWidth <= clientWidth) return true;
  }
  return false;
}
