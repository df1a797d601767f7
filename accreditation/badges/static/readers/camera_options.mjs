/** The list in which a person chooses a camera. */

/**
 * Return an option for each connected camera.
 * @param {MediaDeviceInfo[]} cameras
 * @param {string} current id of the chosen one; empty: none of them
 * @param {(number: number) => string} nameOf the text for a camera without a name, by its place from 1
 */
export function cameraOptions(cameras, current, nameOf) {
  return cameras.map(
    ({ deviceId, label }, n) => new Option(label || nameOf(n + 1), deviceId, false, deviceId === current),
  );
}
