/**
 * Whole lists of speakers on public pages. The feed carries the next speakers only; the page of the list has all of them,
 * and is read again when the board says that it has changed.
 */

/** Readings are spread over this time, so that not all readers of a session ask at once. */
const SPREAD_MS = 20_000;

/**
 * @typedef {{spoken: number, current: string | null, waiting: string[]}} Listed number of those who have spoken, and ids
 * @typedef {{current: {id: string} | null, upcoming: {id: string}[], spoken: number, remaining: number}} Speakers
 */

/** What the elements of a list say. @param {ParentNode} list @returns {Listed} */
export function readItems(list) {
  const ids = (/** @type {string} */ turn) =>
    /** @type {HTMLElement[]} */ ([...list.querySelectorAll(`.is-${turn}`)]).map(
      ({ dataset }) => dataset.speaker ?? "",
    );
  return { spoken: ids("spoken").length, current: ids("speaking")[0] ?? null, waiting: ids("waiting") };
}

/** Whether a list agrees with what the board says of it. @param {Listed} listed @param {Speakers} speakers */
export function isUpToDate({ spoken, current, waiting }, speakers) {
  return (
    spoken === speakers.spoken &&
    current === (speakers.current?.id ?? null) &&
    waiting.length === speakers.remaining &&
    speakers.upcoming.every(({ id }, index) => waiting[index] === id)
  );
}

/**
 * Return a function that reads the page of a list soon, unless it is being read already.
 * @param {string} address of the page @param {(page: Document) => void} show
 * @param {{fetch: (address: string, options: RequestInit) => Promise<Response>, delayMs: () => number}} [environment]
 */
export function pageReader(
  address,
  show,
  environment = { fetch: (...args) => fetch(...args), delayMs: () => Math.random() * SPREAD_MS },
) {
  let isReading = false;
  const readPage = async () => {
    try {
      const response = await environment.fetch(address, { cache: "no-cache" });
      if (response.ok) show(new DOMParser().parseFromString(await response.text(), "text/html"));
    } catch {
      // The server is not reached; the page asks again with the next change or minute.
    } finally {
      isReading = false;
    }
  };
  return () => {
    if (isReading) return;
    isReading = true;
    setTimeout(readPage, environment.delayMs());
  };
}
