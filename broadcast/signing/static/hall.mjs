// @ts-check
/** Who of the signers is in the hall: a waiting request to the server, whose answer fills `[data-presence]`. */

const RETRY_AFTER_MS = 3000;

/** @typedef {{seen: string, register: string, present: Record<string, string>}} Hall */

/** Show since when each signer is in the hall, and nothing for the others. @param {Record<string, string>} present */
export function showPresence(present) {
  for (const place of document.querySelectorAll("[data-presence]")) {
    const text = present[/** @type {HTMLElement} */ (place).dataset.presence ?? ""] ?? "";
    if (place.textContent === text) continue;
    place.textContent = text;
    /** @type {HTMLElement} */ (place).hidden = text === "";
  }
}

/**
 * Follow the hall until the page is left: the server answers when something has changed.
 * @param {string} address @param {string} seen the digest of what the page shows
 * @param {(hall: Hall) => void} onChange
 */
export async function followHall(address, seen, onChange) {
  let known = seen;
  for (;;) {
    try {
      const answer = await fetch(`${address}?seen=${known}`, { headers: { Accept: "application/json" } });
      if (answer.status === 404) return; // a rehearsal, which has no doors
      if (!answer.ok) throw new Error(String(answer.status));
      const hall = /** @type {Hall} */ (await answer.json());
      showPresence(hall.present);
      if (hall.seen !== known) onChange(hall);
      known = hall.seen;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS));
    }
  }
}
