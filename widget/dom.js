const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  close: "M6 6l12 12M18 6 6 18",
  send: "M5 12h13M12 5.5l6.5 6.5-6.5 6.5",
  down: "M12 5v14M5.5 12.5 12 19l6.5-6.5",
  good: "M7 10.5 11 3.5c1.6 0 2.6 1.2 2.3 2.8L12.7 9.5H18a2 2 0 0 1 2 2.4l-1.2 6A2 2 0 0 1 16.8 19.5H7M7 10.5v9H4v-9Z",
  phone: "M5 4h3.5L10 8.5 7.7 10a12 12 0 0 0 6.3 6.3L15.5 14 20 15.5V19a1.5 1.5 0 0 1-1.6 1.5A15.5 15.5 0 0 1 3.5 5.6 1.5 1.5 0 0 1 5 4Z",
  booking: "M4 6.5h16V20H4ZM4 10.5h16M8 3.5v4M16 3.5v4",
  email: "M3.5 6h17v12.5h-17ZM3.5 6.5 12 13l8.5-6.5",
  away: "M14 5h5v5M19 5l-8.5 8.5M17 14v5H5V7h5",
  alert: "M12 4 21 19.5H3ZM12 10v4.5M12 17v.01",
  clock: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 7.5V12l3 2",
  check: "M5 12.5l4.5 4.5L19 7.5",
  clear_chat: "M5 7h14M10 4h4M7 7l1 13h8l1-13",
};

/** A function among the attributes is a listener; false and null are left out. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child != null && child !== false));
  return node;
}

/** @param {keyof typeof PATHS} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", PATHS[name] ?? PATHS.away);
  svg.append(path);
  return svg;
}

/** @param {string} text read by screen readers only */
export const spoken = (text) => el("span", { class: "spoken" }, text);

/** @param {string} kind its class and part */
export const button = (label, kind, click, attributes = {}, ...before) =>
  el("button", { type: "button", class: kind, part: kind, click, ...attributes }, ...before, label);
