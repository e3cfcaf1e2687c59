import { safeAddress } from "./address.js";

const NOT_LAST = ".,;:!?'*_])}";
const ITEM = /^ {0,3}(?:([-*+])|(\d{1,3})[.)]) +(?=\S)/;
// Lengths are bounded: 100 kB of opening marks took 21 s when each looked for its end in all that followed.
const MARKS = new RegExp(
  [
    "`(?<code>[^`\\n]{1,300})`",
    "\\[(?<label>[^[\\]\\n]{1,300})\\]\\((?<href>[^()\\s]{1,2000})\\)",
    "\\*\\*(?=\\S)(?<strong>[^\\n]{0,300}?[^\\s*])\\*\\*",
    "(?<![\\w*])\\*(?=[^\\s*])(?<star>[^*\\n]{0,300}?[^\\s*])\\*(?![\\w*])",
    "(?<!\\w)_(?=[^\\s_])(?<line>[^\\n]{0,300}?[^\\s_])_(?!\\w)",
    "(?<![\\w@/])(?<bare>https?:\\/\\/[^\\s<>\"`]+|tel:\\+?[\\d-]{3,})",
    "(?<break>\\n)",
  ].join("|"),
  "g",
);

/** @param {any} match of MARKS @returns {Inline[]} */
function fromMatch({ 0: whole, groups }) {
  const { code, label, href, strong, star, line, bare } = groups;
  if (groups.break) return [{ type: "break" }];
  if (code) return [{ type: "code", text: code }];
  if (strong) return [{ type: "strong", children: inline(strong) }];
  if (star || line) return [{ type: "em", children: inline(star ?? line) }];
  if (href) {
    const address = safeAddress(href);
    return address ? [{ type: "link", href: address, children: [{ type: "text", text: label }] }] : [text(whole)];
  }
  let end = bare.length;
  while (NOT_LAST.includes(bare[end - 1])) end -= 1;
  const address = safeAddress(bare.slice(0, end));
  if (!address) return [text(whole)];
  return [{ type: "link", href: address, children: [text(address)] }, ...(bare[end] ? [text(bare.slice(end))] : [])];
}

/** @returns {Inline} */
const text = (value) => ({ type: "text", text: value });

/** @param {string} source @returns {Inline[]} every character that is not a marker is kept */
export function inline(source) {
  const tokens = [];
  let end = 0;
  for (const match of source.matchAll(MARKS)) {
    if (match.index > end) tokens.push(text(source.slice(end, match.index)));
    tokens.push(...fromMatch(match));
    end = match.index + match[0].length;
  }
  if (end < source.length) tokens.push(text(source.slice(end)));
  return tokens;
}

/** @param {string} source @returns {Block[]} */
export function parse(source) {
  /** @type {Block[]} */
  const blocks = [];
  let lines = [];
  const flush = () => {
    if (lines.length) blocks.push({ type: "paragraph", children: inline(lines.join("\n")) });
    lines = [];
  };
  /** @type {any} */
  let list = null;
  for (const line of source.split(/\r\n?|\n/)) {
    const item = ITEM.exec(line);
    if (item) {
      flush();
      const ordered = item[2] !== undefined;
      if (list?.ordered !== ordered) blocks.push((list = /** @type {Block} */ ({ type: "list", ordered, items: [] })));
      list.items.push(inline(line.slice(item[0].length)));
      continue;
    }
    list = null;
    if (line.trim()) lines.push(line);
    else flush();
  }
  flush();
  return blocks;
}

const inlineText = (tokens) =>
  tokens.map((token) => (token.type === "break" ? "\n" : (token.text ?? inlineText(token.children)))).join("");

/** @param {Block[]} blocks @returns {string} for announcements and the transcript */
export const plainText = (blocks) =>
  blocks
    .map((block) => (block.type === "list" ? block.items.map((item) => `- ${inlineText(item)}`).join("\n") : inlineText(block.children)))
    .join("\n");
