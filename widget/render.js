import { leavesSite, safeAddress } from "./address.js";
import { el, icon, spoken } from "./dom.js";

/**
 * @param {string} href
 * @returns {Node} a link, or its bare content when the address may not be live
 */
export function link(href, strings, attributes, ...children) {
  const address = safeAddress(href);
  if (!address) return el("span", {}, ...children);
  if (!leavesSite(address, location.origin)) return el("a", { href: address, ...attributes }, ...children);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer", ...attributes }, ...children, spoken(` (${strings.new_tab})`));
}

const inline = (tokens, strings) =>
  tokens.map((token) => {
    switch (token.type) {
      case "text": return token.text;
      case "break": return el("br");
      case "code": return el("code", {}, token.text);
      case "link": return link(token.href, strings, {}, ...inline(token.children, strings));
      default: return el(token.type, {}, ...inline(token.children, strings));
    }
  });

/** @param {Block[]} blocks @returns {HTMLElement[]} */
export const render = (blocks, strings) =>
  blocks.map((block) =>
    block.type === "paragraph"
      ? el("p", {}, ...inline(block.children, strings))
      : el(block.ordered ? "ol" : "ul", {}, ...block.items.map((item) => el("li", {}, ...inline(item, strings)))),
  );

/** @param {Link} item @param {Follow} follow */
export function linkButton(item, strings, follow) {
  const attributes = { class: `link-button kind-${item.kind}`, part: "link-button", click: () => follow(item) };
  const sign = icon(item.kind === "emergency" ? "phone" : /** @type {any} */ (item.kind));
  if (item.kind === "clear_chat") return el("button", { type: "button", ...attributes }, sign, item.title);
  return item.url ? link(item.url, strings, attributes, sign, item.title) : null;
}
