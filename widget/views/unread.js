import { el } from "../dom.js";
import { counted } from "../words.js";

/**
 * Answers that came while the chat was closed: seen on the launcher, in its name, and said once.
 * @param {{frame: Frame, strings: Strings}} parts
 */
export function createUnread({ frame, strings }) {
  const badge = el("span", { class: "badge", part: "badge", "aria-hidden": "true", hidden: true });
  const status = el("div", { class: "spoken", role: "status" });
  frame.launcher.append(badge);
  frame.root.append(status);

  function show(count) {
    frame.unread = count;
    badge.hidden = count === 0;
    badge.textContent = count;
    status.textContent = count ? counted(strings, "said_unread", count) : "";
    if (count) frame.launcher.setAttribute("aria-label", counted(strings, "unread", count, { label: strings.launcher }));
    else frame.launcher.removeAttribute("aria-label");
  }

  return {
    add: (more) => show(frame.unread + more),
    none: () => show(0),
  };
}
