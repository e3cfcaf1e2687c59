import { el } from "../dom.js";

/** Hands a text to the visitor as a file that never leaves the browser. @param {string} name */
export function saveFile(text, name) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  el("a", { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}
