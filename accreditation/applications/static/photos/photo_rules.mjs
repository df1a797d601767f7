/**
 * What is advised about a photo, from its measures, as `accreditation/applications/domain/photo_rules.py` decides it.
 * @typedef {{x: number, y: number, width: number}} FaceBox parts of the photo's width; `y` of its height
 * @typedef {{brightness: number, contrast: number, sharpness: number, background: number, faces: FaceBox[]}} Measures
 */

/** Return what to advise, light first. @param {Measures} measures @returns {string[]} */
export function judgePhoto({ brightness, contrast, sharpness, background, faces }) {
  const found = {
    dark: brightness < 50,
    bright: brightness > 225,
    pale: contrast < 60,
    blurred: sharpness < 4,
    background: background > 40,
    no_face: faces.length === 0,
    several_faces: faces.length > 1,
    ...(faces.length === 1 ? judgeFace(faces[0]) : {}),
  };
  return Object.entries(found).flatMap(([advice, isFound]) => (isFound ? [advice] : []));
}

/** @param {FaceBox} face @returns {Record<string, boolean>} */
function judgeFace({ x, y, width }) {
  return {
    face_small: width < 0.26,
    face_large: width > 0.8,
    face_aside: Math.abs(x - 0.5) > 0.15 || y < 0.25 || y > 0.65,
  };
}
