import { hashes } from "./hashes.js";
import { launcherStrings } from "./strings/launcher.js";
import { launcherSheet } from "./styles/launcher.js";
import { theme } from "./styles/theme.js";

const ICON = "M21 12a8 8 0 0 1-8 8H4l1.8-3A8 8 0 1 1 21 12Z";
const SVG = "http://www.w3.org/2000/svg";

const part = (tag, name, attributes = {}) => {
  const node = document.createElement(tag);
  node.className = name;
  node.part = name;
  for (const key in attributes) node.setAttribute(key, attributes[key]);
  return node;
};

/**
 * The launcher. Everything behind the button (`panel.js`) is fetched when the visitor points at,
 * focuses or presses it, so a page that is only read never pays for the chat.
 */
class ClinicChat extends HTMLElement {
  static observedAttributes = ["open", "lang", "server"];
  #life;
  #panel;
  #frame;
  #isOpen = false;

  constructor() {
    super();
    this.attachShadow({ mode: "open" });
  }

  connectedCallback() {
    this.#life = new AbortController();
    this.shadowRoot.adoptedStyleSheets = [theme, launcherSheet];
    this.#build();
    const { signal } = this.#life;
    document.addEventListener("click", (event) => this.#followOpener(event), { signal });
    document.addEventListener("focusin", ({ target }) => this.#stepAside(target), { signal });
    if (this.getAttribute("greeting")) this.#import("views/hint.js").then((hint) => hint.showHint(this.#frame), () => {});
    if (this.hasAttribute("open") || this.#saved()?.open) this.open({ focus: false });
  }

  disconnectedCallback() {
    this.#life.abort();
    this.#panel?.then((panel) => panel.destroy(), () => {});
    this.#panel = this.#frame = undefined;
    this.#isOpen = false;
    this.shadowRoot.replaceChildren();
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#frame || before === after) return;
    if (name === "open") {
      if (after === null) this.close();
      else this.open();
      return;
    }
    this.disconnectedCallback();
    this.connectedCallback();
  }

  /** Opens the chat; resolves to false when its files could not be loaded. */
  async open({ focus = true } = {}) {
    if (this.#isOpen) return true;
    const frame = this.#frame;
    this.#isOpen = true;
    try {
      const panel = await this.#load();
      if (this.#isOpen && frame === this.#frame) {
        this.toggleAttribute("open", true);
        panel.open({ focus });
      }
      return true;
    } catch {
      this.#isOpen = false;
      this.toggleAttribute("open", false);
      frame.fail();
      return false;
    }
  }

  /** Closes the chat and puts the focus on the launcher if it was inside. */
  close() {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.toggleAttribute("open", false);
    this.#panel?.then((panel) => panel.close(), () => {});
  }

  toggle() {
    return this.#isOpen ? this.close() : this.open();
  }

  /** @param {string} text sent as if the visitor had typed it, once the chat and its notice are open */
  async send(text) {
    return (await this.open()) && (await this.#load()).send(text);
  }

  /** Deletes the conversation here, in other tabs and on the server. */
  async clear() {
    return (await this.#load()).clear();
  }

  get unreadCount() {
    return this.#frame?.unread ?? 0;
  }

  /** Where the server is: the attribute, or where this script came from. */
  get server() {
    return this.getAttribute("server") ?? import.meta.url.split("/widget/")[0];
  }

  set server(value) {
    this.setAttribute("server", value);
  }

  get storageKey() {
    return `clinic-chat:${this.server}`;
  }

  // `import()` takes no hash, but uses what a `modulepreload` has fetched, and fails when that did.
  #import(path) {
    const href = new URL(path, import.meta.url).href;
    if (hashes[path] && !this.shadowRoot.querySelector(`[href="${href}"]`)) {
      const link = document.createElement("link");
      Object.assign(link, { rel: "modulepreload", href, integrity: hashes[path], crossOrigin: "anonymous" });
      this.shadowRoot.append(link);
    }
    return import(href);
  }

  #load() {
    const frame = this.#frame;
    this.#panel ??= Promise.all([this.#import("panel.js"), frame.strings()]).then(
      ([{ createPanel }, strings]) => createPanel(frame, strings),
    );
    this.#panel.catch(() => (this.#panel = undefined));
    return this.#panel;
  }

  // Only ever reads or removes: nothing may be stored before the visitor opens the chat.
  #saved() {
    const key = this.storageKey;
    try {
      const text = sessionStorage.getItem(key) ?? localStorage.getItem(key);
      const saved = JSON.parse(text);
      if (saved?.expires >= Date.now()) return saved;
      if (text) localStorage.removeItem(key);
    } catch {
      // Storage is switched off: there is nothing to take up again.
    }
    return null;
  }

  #stepAside(target) {
    if (target === this) return;
    this.#import("aside.js").then(({ stepAside }) => stepAside(this.#frame.root, target)).catch(() => {});
  }

  #followOpener(event) {
    const link = event.composedPath().find((node) => node.dataset && "chatOpen" in node.dataset);
    if (!link || event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.open().then((opened) => opened || !link.href || location.assign(link.href));
  }

  #build() {
    const wanted = (this.lang || this.closest("[lang]")?.getAttribute("lang") || "").slice(0, 2).toLowerCase();
    const strings = launcherStrings[wanted] ?? launcherStrings.en;
    const launcher = part("button", "launcher", { type: "button", "aria-expanded": "false" });
    const label = part("span", "launcher-text");
    const trouble = part("p", "trouble", { role: "alert", hidden: "" });
    const root = part("div", "root", { lang: strings.lang, dir: strings.dir ?? "ltr" });
    const icon = document.createElementNS(SVG, "svg");
    icon.setAttribute("viewBox", "0 0 24 24");
    icon.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", ICON);
    icon.append(path);
    label.textContent = strings.launcher;
    launcher.append(icon, label);
    const { signal } = this.#life;
    const warm = () => this.#import("panel.js").catch(() => {});
    launcher.addEventListener("pointerenter", warm, { once: true, signal });
    launcher.addEventListener("focus", warm, { once: true, signal });
    launcher.addEventListener("click", ({ detail }) => detail > 1 || this.toggle(), { signal });
    root.append(trouble, launcher);
    this.shadowRoot.replaceChildren(root);
    const fail = () => {
      const phone = this.getAttribute("phone") ?? "";
      const call = part("a", "trouble-link", { href: `tel:${phone.replace(/[^\d+]/g, "")}` });
      call.textContent = phone;
      trouble.replaceChildren(strings.not_loaded, " ", phone && call);
      trouble.hidden = false;
    };
    const table = () => this.#import(`strings/${strings.lang}.js`).then((module) => module.default);
    this.#frame = { host: this, shadow: this.shadowRoot, root, launcher, signal, fail, strings: table, unread: 0 };
  }
}

for (const name of ["theme", "position", "greeting", "phone"]) {
  Object.defineProperty(ClinicChat.prototype, name, {
    get() { return this.getAttribute(name) ?? ""; },
    set(value) { this.setAttribute(name, value); },
  });
}

if (!customElements.get("clinic-chat")) customElements.define("clinic-chat", ClinicChat);
