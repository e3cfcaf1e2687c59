import { button, el } from "../dom.js";
import { clinicPhone, emergencyNumbers } from "../numbers.js";
import { linkButton } from "../render.js";
import { fill } from "../words.js";

/**
 * The way on when the chat fails: what happened, whom to call, and another try.
 * @param {HelpParts} parts
 */
export function createHelp({ strings, phone, follow, onRetry }) {
  const element = el("section", { class: "help", part: "help", "aria-label": strings.help, hidden: true });
  return {
    element,
    show(reason, clinic) {
      const call = clinicPhone(clinic, phone);
      const person = call && { kind: "phone", title: fill(strings.call_clinic, call), url: call.url };
      const links = [...(person ? [person] : []), ...emergencyNumbers(clinic, strings)];
      element.replaceChildren(
        el("p", {}, reason),
        button(strings.retry, "retry", onRetry),
        el("p", { class: "small" }, strings.help),
        el("div", { class: "links" }, ...links.map((link) => linkButton(link, strings, follow))),
      );
      element.hidden = false;
    },
    hide() {
      element.hidden = true;
    },
  };
}
