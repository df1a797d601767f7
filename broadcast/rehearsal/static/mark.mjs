// @ts-check
/**
 * Pages of a rehearsal: the band above everything that a page may put in front of it, in the browser's top layer; and the
 * end of the rehearsal, after which the server answers their addresses with a page that says so.
 */

const ASK_EVERY_MS = 5000;
/** Statuses of an address whose rehearsal has ended: no other runs, or one with another token. */
const ENDED = new Set([403, 410]);

/**
 * Show what the server answers now if the rehearsal of this page has ended. Without an answer the page stays as it is.
 * @param {{ask: typeof fetch, address: string, reload: () => void}} page
 */
export async function leaveAfterEnd({ ask, address, reload }) {
  try {
    const { status } = await ask(address, { method: "HEAD", cache: "no-store" });
    if (ENDED.has(status)) reload();
  } catch {
    // the server is away: the page shows the age of what it shows
  }
}

/** @param {HTMLElement} band */
function showBand(band) {
  if ("showPopover" in band) band.showPopover();
  /** @type {typeof fetch} */
  const ask = (input, init) => fetch(input, init);
  setInterval(() => leaveAfterEnd({ ask, address: location.href, reload: () => location.reload() }), ASK_EVERY_MS);
}

const band = globalThis.document?.querySelector(".rehearsal-band");
if (band) showBand(/** @type {HTMLElement} */ (band));
