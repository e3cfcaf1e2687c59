import { button, el, icon } from "../dom.js";
import { sheet } from "../styles/sheet.js";

const KEY = "clinic-chat-hint";
const hintSheet = sheet(`
.hint { display: flex; align-items: flex-start; gap: .5em; }
.hint p { margin: 0; }
.hint-close { display: grid; place-items: center; min-width: max(28px, 1.75em); min-height: max(28px, 1.75em); flex: none; border-radius: 50%; }
`);

/**
 * A line of text beside the launcher. It never opens anything; a visitor who has dismissed it or already has
 * a conversation does not see it again.
 * @param {Frame} frame
 */
export async function showHint({ host, shadow, root, launcher, signal, strings: table }) {
  const strings = await table();
  if (signal.aborted || root.classList.contains("open") || recall(KEY) || recall(host.storageKey)) return;
  const hint = el("aside", { class: "hint", part: "hint", "aria-label": strings.launcher }, el("p", {}, host.getAttribute("greeting")),
    button("", "hint-close", () => {
      hint.remove();
      remember();
      launcher.focus({ preventScroll: true });
    }, { "aria-label": strings.hint_close }, icon("close")));
  host.addEventListener("chat-opened", () => hint.remove(), { once: true, signal });
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, hintSheet];
  root.prepend(hint);
}

function recall(key) {
  try {
    return sessionStorage.getItem(key) ?? localStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember() {
  try {
    sessionStorage.setItem(KEY, "1");
  } catch {
    // Without storage the hint comes back on the next page, which is the worst that happens.
  }
}
