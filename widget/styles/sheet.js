/** @returns {CSSStyleSheet} one sheet shared by every element on the page */
export function sheet(text) {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}
