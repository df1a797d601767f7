// Fonts of names that a server cuts after they were asked for: asked for again, and put in the place of failed faces.
import assert from "node:assert/strict";
import { test } from "node:test";

const HREF = "https://press.example/site/static/b1/conference/static/scripts.css";

class Rule {
  /** @param {string} name @param {string} range */
  constructor(name, range) {
    const style = new Map([
      ["unicode-range", range],
      ["src", `url("../../../../fonts/${name}.woff") format("woff")`],
    ]);
    this.style = { getPropertyValue: (/** @type {string} */ key) => style.get(key) ?? "" };
    this.parentStyleSheet = { href: HREF };
  }
}

class Face {
  /** @param {string} family @param {ArrayBuffer} bytes @param {{unicodeRange: string}} descriptors */
  constructor(family, bytes, { unicodeRange }) {
    Object.assign(this, { family, unicodeRange, status: "loaded", weight: "400 700" });
    this.text = new TextDecoder().decode(bytes);
  }

  async load() {
    if (this.text.startsWith("<")) throw new DOMException("not a font");
    return this;
  }
}

/** @param {string} unicodeRange */
const failedFace = (unicodeRange) => ({ family: "Noto Sans", weight: "400 700", unicodeRange, status: "error" });
const fonts = Object.assign(new Set(), { addEventListener() {} });
const rules = [new Rule("thai", "U+E01-E3A"), new Rule("cjk-ac00", "U+AC00-ACFF"), new Rule("khmr", "U+1780-17DD")];
/** @type {string[]} */
const asked = [];
/** @type {Record<string, (Response | Error)[]>} */
const answers = {};
const globals = {
  setTimeout: (/** @type {() => void} */ pass) => setImmediate(pass),
  CSSFontFaceRule: Rule,
  FontFace: Face,
  document: { fonts, styleSheets: [{ cssRules: rules }] },
  fetch: async (/** @type {string} */ address) => {
    const name = /^https:\/\/press\.example\/site\/fonts\/(.+)\.woff$/.exec(address)?.[1] ?? address;
    asked.push(name);
    const answer = answers[name]?.shift() ?? new Response("", { status: 503 });
    if (answer instanceof Error) throw answer;
    return answer;
  },
};
for (const [name, value] of Object.entries(globals))
  Object.defineProperty(globalThis, name, { value, configurable: true });
const { askForLackingSlices } = await import("../../conference/static/js/font_slices.mjs");

test("faces that failed get the files that the server has cut meanwhile", async () => {
  fonts.clear();
  asked.length = 0;
  for (const range of ["U+AC00-ACFF", "U+E01-E3A"]) fonts.add(failedFace(range));
  answers["cjk-ac00"] = [
    new Response("", { status: 503 }),
    new Error("offline"),
    new Response("<html>"),
    new Response("가"),
  ];
  answers.thai = [new Response("ก")];
  await askForLackingSlices();
  const loaded = [...fonts].filter(({ status }) => status === "loaded");
  assert.deepEqual(
    loaded.map(({ text, unicodeRange }) => [text, unicodeRange]),
    [
      ["ก", "U+E01-E3A"],
      ["가", "U+AC00-ACFF"],
    ],
  );
  const before = asked.length;
  await askForLackingSlices();
  assert.equal(asked.length, before, "what has been replaced is not asked for again");
});

test("asking ends after rounds without a new slice, and begins anew", async () => {
  fonts.clear();
  asked.length = 0;
  for (const range of ["U+1780-17DD", "U+E01-E3A"]) fonts.add(failedFace(range));
  await askForLackingSlices();
  assert.deepEqual(asked.slice(0, 4), ["khmr", "thai", "khmr", "thai"]);
  assert.equal(asked.length, 120);
  answers.khmr = [new Response("ក")];
  answers.thai = [new Response("ก")];
  await askForLackingSlices();
  assert.equal([...fonts].filter(({ status }) => status === "loaded").length, 2);
});
