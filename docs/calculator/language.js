"use strict";
// The language of the page. Every text is written in English and looked up in the words of the data.

const byId = (id) => document.getElementById(id);

const ENGLISH = "en";

/** The language that the page speaks, and whether the reader or the link chose it. */
let language = ENGLISH;
let isChosen = false;

/** A phrase in the language of the page, with values in its places; in English without the context before it. */
function say(phrase, values = {}) {
  const template = (DATA.words[language] || {})[phrase] || phrase.slice(phrase.indexOf(DATA.after_context) + 1);
  const parts = template.split(/\{(\w+)\}/);
  return closedUp(parts.map((part, index) => (index % 2 === 0 ? part : part in values ? `${values[part]}` : `{${part}}`)));
}

const isWide = (letter) => letter >= "\u2e80" && letter <= "\uffef";

/** The parts of a sentence without the blank that keeps a name apart from Chinese, where there is Chinese instead. */
function closedUp(parts) {
  return parts.reduce((text, part) => {
    const before = text.endsWith(" ") && isWide(text.slice(-2, -1)) && isWide(part.slice(0, 1)) ? text.slice(0, -1) : text;
    const isLoose = part.startsWith(" ") && isWide(part.slice(1, 2)) && isWide(before.slice(-1));
    return before + (isLoose ? part.slice(1) : part);
  }, "");
}

/** A text of the data in the language of the page; `write` writes the polynomial with an index. */
function worded(content, write) {
  if (typeof content === "string") return say(content);
  if ("size" in content) return write(content.size);
  const inner = (item) => worded(item, write);
  if ("items" in content) return content.items.map(inner).join(say(content.separator));
  const values = Object.entries(content.values).map(([name, value]) => [name, inner(value)]);
  return say(content.template, Object.fromEntries(values));
}

/** The texts and labels of the template, as they are in English. */
const fixedTexts = [];

function collectFixedTexts() {
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement;
    const text = node.nodeValue.trim().replace(/\s+/g, " ");
    if (text && !holder.closest("script, style, noscript, [lang]:not(html)")) {
      const [before, after] = [/^\s*/, /\s*$/].map((blanks) => node.nodeValue.match(blanks)[0]);
      fixedTexts.push({ text, write: (said) => (node.nodeValue = before + said + after) });
    }
  }
  for (const element of document.querySelectorAll("[aria-label]")) {
    const text = element.getAttribute("aria-label");
    fixedTexts.push({ text, write: (said) => element.setAttribute("aria-label", said) });
  }
}

/** The language of a link, or null; of the browser, if the link names none. */
function languageOf(fragment) {
  const given = new URLSearchParams(fragment.replace(/^#/, "")).get("lang");
  return given !== null && Object.hasOwn(DATA.languages, given) ? given : null;
}

function languageOfBrowser() {
  const wanted = (navigator.language || "").toLowerCase().split("-")[0];
  return Object.hasOwn(DATA.languages, wanted) ? wanted : ENGLISH;
}

/** The fragment of a link with the language at its end; without, if nobody chose English. */
function withLanguage(fragment) {
  const parts = fragment.replace(/^#/, "").split("&").filter((part) => part && !part.startsWith("lang="));
  if (isChosen || language !== ENGLISH) parts.push(`lang=${language}`);
  return `#${parts.join("&")}`;
}

/** Makes the fixed parts of the page speak a language. */
function speak(wanted) {
  language = wanted;
  document.documentElement.lang = DATA.languages[language].tag;
  for (const { text, write } of fixedTexts) write(say(text));
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
}

collectFixedTexts();
