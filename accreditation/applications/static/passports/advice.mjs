/** Advice on the passport lines of the form while they are typed. The server checks them again when the form is sent. */

import { fillText } from "../../../../conference/static/js/texts.mjs";
import { findFindings } from "./findings.mjs";
import { expiryOf, namesOf, readZone } from "./zones.mjs";

const ADVISE_AFTER_MS = 400;
const FEW_SIGNS = 60;
const REMARKS = new Set(["names_cut", "names_transliterated", "expired"]);

/**
 * Texts by code, ICAO codes by country, and the event's last day.
 * @typedef {{texts: Record<string, string>, codes: Record<string, string[]>, ends_on: string,
 *   language: string}} Knowledge
 * @typedef {{texts: string[], isGood: boolean}} Advice
 */

/** Advise at the passport field of the form, if it has one. @param {HTMLFormElement} form */
export function advisePassport(form) {
  const input = /** @type {HTMLTextAreaElement | null} */ (form.querySelector("#f-passport_line"));
  const state = /** @type {HTMLElement | null} */ (form.querySelector("[data-passport-state]"));
  const data = document.querySelector("#passport-knowledge");
  if (!input || !state || !data) return;
  const knowledge = /** @type {Knowledge} */ (JSON.parse(data.textContent ?? "{}"));
  let timer = 0;
  const show = () => showAdvice(state, makeAdvice(input.value, typedFacts(form), knowledge));
  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    const isShort = input.value.replace(/\s/g, "").length < FEW_SIGNS;
    if (isShort) showAdvice(state, { texts: [], isGood: true });
    else timer = window.setTimeout(show, ADVISE_AFTER_MS);
  });
  input.addEventListener("change", () => {
    window.clearTimeout(timer);
    const zone = readZone(input.value);
    if ("lines" in zone) input.value = zone.lines.join("\n");
    show();
  });
  for (const name of ["native_name", "family_name", "given_name", "country"])
    form.querySelector(`#f-${name}`)?.addEventListener("change", () => input.value && show());
}

/** @param {HTMLFormElement} form */
function typedFacts(form) {
  const values = new FormData(form);
  const text = (/** @type {string} */ name) => String(values.get(name) ?? "").trim();
  const capitals = (/** @type {string} */ name) => text(name).normalize("NFKD").replace(/\p{M}/gu, "").toUpperCase();
  return {
    native: text("native_name"),
    family: capitals("family_name"),
    given: capitals("given_name"),
    country: text("country"),
  };
}

/**
 * Return what to say about a typed text.
 * @param {string} typed @param {{native: string, family: string, given: string, country: string}} facts
 * @param {Knowledge} knowledge @returns {Advice}
 */
export function makeAdvice(typed, { country, ...names }, { texts, codes, ends_on, language }) {
  if (!typed.trim()) return { texts: [], isGood: true };
  const zone = readZone(typed);
  if (!("lines" in zone)) return { texts: [fillText(texts[zone.code], zone.params)], isGood: false };
  const [family, given] = namesOf(zone);
  const params = {
    family,
    given,
    code: zone.lines[0].slice(2, 5).replace(/<+$/, ""),
    date: writtenDay(expiryOf(zone), language),
  };
  const found = findFindings(zone, { names, country_codes: codes[country] ?? [], today: "", ends_on });
  const isNamed = Boolean(names.family || names.given);
  const warnings = found.filter((one) => !REMARKS.has(one) && (isNamed || !one.startsWith("names_")));
  const said = warnings.map((one) => fillText(texts[`passport.${one}`], params));
  return { texts: [texts.complete, ...said], isGood: !said.length };
}

/** @param {string | null} day @param {string} language */
function writtenDay(day, language) {
  if (!day) return "";
  const format = new Intl.DateTimeFormat(`${language}-u-nu-latn`, { dateStyle: "long", timeZone: "UTC" });
  return format.format(new Date(`${day}T00:00:00Z`));
}

/** @param {HTMLElement} state @param {Advice} advice */
function showAdvice(state, { texts, isGood }) {
  state.className = `passport-state ${isGood ? "" : "is-bad"}`.trim();
  state.replaceChildren(
    ...texts.map((text) => {
      const line = document.createElement("span");
      line.textContent = text;
      return line;
    }),
  );
}
