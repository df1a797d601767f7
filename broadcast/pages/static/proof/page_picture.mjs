/**
 * A picture of a page, drawn by the page itself from what stands in its document: backgrounds, borders, texts with their
 * fonts, images of its own site. Nothing else of the device is captured, and no permission is needed for it.
 */

const WIDTH = 640;
const QUALITY = 0.8;

/** @typedef {{left: number, top: number, width: number, height: number}} Box */

/**
 * Draw the visible part of the page, and return it as JPEG; null where the browser makes none.
 * @param {HTMLElement} root @param {number} width of the picture in pixels
 * @returns {Promise<Blob | null>}
 */
export function drawPage(root = document.body, width = WIDTH) {
  const scale = width / innerWidth;
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = Math.round(innerHeight * scale);
  const context = canvas.getContext("2d");
  if (!context) return Promise.resolve(null);
  context.scale(scale, scale);
  context.fillStyle = firstColour([root, document.documentElement]) ?? "white";
  context.fillRect(0, 0, innerWidth, innerHeight);
  drawElement(context, root);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

/** @param {Element[]} elements */
function firstColour(elements) {
  return elements.map((element) => getComputedStyle(element).backgroundColor).find((colour) => !isClear(colour));
}

/** @param {string} colour */
function isClear(colour) {
  return colour === "transparent" || /[,/] *0\)$/.test(colour);
}

/** @param {CanvasRenderingContext2D} context @param {Element} element */
function drawElement(context, element) {
  const style = getComputedStyle(element);
  if (style.display === "none" || style.opacity === "0" || isCutAway(element, style)) return;
  if (style.visibility === "visible") {
    drawBox(context, element.getBoundingClientRect(), style);
    drawImage(context, element);
  }
  if (element.localName === "svg") return;
  for (const child of element.childNodes) {
    if (child instanceof Text) drawText(context, child, style);
    else if (child instanceof Element) drawElement(context, child);
  }
}

/** Whether an element is for screen readers alone. @param {Element} element @param {CSSStyleDeclaration} style */
function isCutAway(element, { overflow }) {
  const { width, height } = element.getBoundingClientRect();
  return overflow !== "visible" && width <= 1 && height <= 1;
}

/** @param {CanvasRenderingContext2D} context @param {Box} box @param {CSSStyleDeclaration} style */
function drawBox(context, { left, top, width, height }, style) {
  if (!isClear(style.backgroundColor)) {
    context.fillStyle = style.backgroundColor;
    context.fillRect(left, top, width, height);
  }
  const sides = /** @type {[string, string, Box][]} */ ([
    [style.borderTopWidth, style.borderTopColor, { left, top, width, height: 0 }],
    [style.borderBottomWidth, style.borderBottomColor, { left, top: top + height, width, height: 0 }],
    [style.borderLeftWidth, style.borderLeftColor, { left, top, width: 0, height }],
    [style.borderRightWidth, style.borderRightColor, { left: left + width, top, width: 0, height }],
  ]);
  for (const [size, colour, line] of sides) {
    const thickness = Number.parseFloat(size) || 0;
    if (thickness === 0 || isClear(colour)) continue;
    context.fillStyle = colour;
    const isRow = line.height === 0;
    context.fillRect(
      line.left - (!isRow && line.left > left ? thickness : 0),
      line.top - (isRow && line.top > top ? thickness : 0),
      isRow ? line.width : thickness,
      isRow ? thickness : line.height,
    );
  }
}

/** Draw an image of this site; one of another would forbid the picture. @param {CanvasRenderingContext2D} context @param {Element} element */
function drawImage(context, element) {
  if (!(element instanceof HTMLImageElement) || !element.complete || element.naturalWidth === 0) return;
  if (new URL(element.currentSrc || element.src, location.href).origin !== location.origin) return;
  const { left, top, width, height } = element.getBoundingClientRect();
  context.drawImage(element, left, top, width, height);
}

/** @param {CanvasRenderingContext2D} context @param {Text} node @param {CSSStyleDeclaration} style */
function drawText(context, node, style) {
  if (style.visibility !== "visible" || !node.data.trim()) return;
  context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.fillStyle = style.color;
  context.direction = style.direction === "rtl" ? "rtl" : "ltr";
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  for (const { text, box } of textLines(node)) {
    const shown = style.textTransform === "uppercase" ? text.toUpperCase() : text;
    const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = context.measureText(shown);
    context.fillText(shown, box.left, box.top + (box.height - ascent - descent) / 2 + ascent, box.width);
  }
}

/**
 * The lines of a text as the browser has set them, each with its box.
 * @param {Text} node
 * @returns {{text: string, box: Box}[]}
 */
export function textLines(node) {
  const range = document.createRange();
  /** @type {{text: string, box: Box}[]} */
  const lines = [];
  for (const { index, segment } of new Intl.Segmenter(undefined, { granularity: "word" }).segment(node.data)) {
    range.setStart(node, index);
    range.setEnd(node, index + segment.length);
    const rect = range.getClientRects()[0];
    if (!rect || rect.width === 0) continue;
    const box = { left: rect.left, top: rect.top, width: rect.width, height: rect.height };
    const text = segment.replace(/\s+/g, " ");
    const line = lines[lines.length - 1];
    if (line && Math.abs(line.box.top - box.top) < box.height / 2) {
      line.text += text;
      line.box = union(line.box, box);
    } else lines.push({ text, box });
  }
  return lines;
}

/** @param {Box} one @param {Box} other @returns {Box} */
function union(one, other) {
  const left = Math.min(one.left, other.left);
  const right = Math.max(one.left + one.width, other.left + other.width);
  return { ...one, left, width: right - left };
}
