/**
 * Show one part of the page: `starting`, `enrol`, `door`, `elsewhere`, `insecure`, `blocked`, `broken` or `unstarted`
 * (`door.css`).
 * @param {string} state
 */
export function showState(state) {
  document.body.dataset.state = state;
}
