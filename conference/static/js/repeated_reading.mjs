/** What is read again and again while the page is seen. */

/**
 * Read after `everyMs` and up to `spreadMs` more, which differ between readers, while the page is seen; then again.
 * @param {() => Promise<void>} read @param {number} everyMs @param {number} spreadMs
 */
export function repeatWhileSeen(read, everyMs, spreadMs) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const plan = () => {
    clearTimeout(timer);
    if (document.visibilityState !== "visible") return;
    timer = setTimeout(() => read().then(plan), everyMs + Math.random() * spreadMs);
  };
  document.addEventListener("visibilitychange", plan);
  plan();
}
