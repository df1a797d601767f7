/** Find the largest size at which a part of a screen shows all its content. */

/**
 * Set `--scale` of an element to the first of these scales at which all fits, else to the last.
 * @param {HTMLElement} element @param {number[]} scales from large to small
 * @param {() => boolean} fits whether all fits at the present scale
 * @returns whether all fits
 */
export function fitScale(element, scales, fits = () => isWhole(element)) {
  for (const scale of scales) {
    element.style.setProperty("--scale", String(scale));
    if (fits()) return true;
  }
  return false;
}

/**
 * Fit as `fitScale` does; while it does not fit at any of the scales, extras are removed, one after the other.
 * @param {HTMLElement} element @param {number[]} scales from large to small
 * @param {Iterable<ChildNode>} extras from what is needed least
 * @param {() => boolean} [fits] as of `fitScale`
 * @returns whether all that is left fits
 */
export function fitWithout(element, scales, extras, fits) {
  if (fitScale(element, scales, fits)) return true;
  for (const extra of extras) {
    extra.remove();
    if (fitScale(element, scales, fits)) return true;
  }
  return false;
}

/**
 * Fit a part so that no word is broken between two lines; only if that is impossible words may be broken, not cut.
 * @param {HTMLElement} element @param {() => boolean} fit sets the scale; whether all fits
 */
export function fitWholeWords(element, fit) {
  element.classList.add("whole-words");
  if (!fit()) element.classList.remove("whole-words");
}

/** Whether nothing of an element is cut. @param {Element} element */
export function isWhole({ scrollHeight, clientHeight, scrollWidth, clientWidth }) {
  return scrollHeight <= clientHeight && scrollWidth <= clientWidth;
}
