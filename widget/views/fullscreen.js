import { sheet } from "../styles/sheet.js";

const PHONE = "(max-width: 479.98px), (max-height: 419.98px)";

/**
 * On a phone the panel is a modal over the whole screen, as high as the keyboard leaves it. The page below is
 * made inert and given back as it was; its own styles are never touched.
 * @param {FullscreenParts} parts
 */
export function createFullscreen({ host, shadow, panel, signal }) {
  const phone = matchMedia(PHONE);
  const view = sheet("");
  /** @type {any[]} */
  let inert = [];
  let open = false;
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, view];

  function outside() {
    /** @type {any[]} */
    const others = [];
    for (let node = /** @type {any} */ (host); node && node !== document.body; node = node.parentElement ?? node.getRootNode().host) {
      for (const other of node.parentNode?.children ?? []) if (other !== node) others.push(other);
    }
    return others.filter((node) => !node.inert && !/^(SCRIPT|STYLE|LINK|TEMPLATE)$/.test(node.tagName));
  }

  function fit() {
    const area = window.visualViewport;
    // While the visitor magnifies, the visual viewport is a part of the panel and not its size.
    const usable = open && phone.matches && area && area.scale < 1.05;
    view.replaceSync(usable ? `.root { --_view-height: ${area.height}px; --_view-top: ${area.offsetTop}px; }` : "");
  }

  function apply() {
    for (const node of inert) node.inert = false;
    const modal = open && phone.matches;
    inert = modal ? outside() : [];
    for (const node of inert) node.inert = true;
    panel.setAttribute("role", modal ? "dialog" : "region");
    if (modal) panel.setAttribute("aria-modal", "true");
    else panel.removeAttribute("aria-modal");
    fit();
  }

  phone.addEventListener("change", apply, { signal });
  window.visualViewport?.addEventListener("resize", fit, { signal });
  window.visualViewport?.addEventListener("scroll", fit, { signal });

  return {
    get modal() {
      return phone.matches;
    },
    set(now) {
      open = now;
      apply();
    },
  };
}
