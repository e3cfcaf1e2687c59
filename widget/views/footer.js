import { button, el, icon } from "../dom.js";
import { clinicPhone } from "../numbers.js";
import { link } from "../render.js";
import { fill } from "../words.js";

/**
 * The line that is always there: call, hours, save, clear. Clearing asks once, in the same place.
 * @param {FooterParts} parts
 */
export function createFooter({ strings, phone, follow, onHours, onSave, onClear }) {
  const call = el("span");
  // The second click of a double click on the launcher lands here.
  const clear = button(strings.clear, "footer-item", ({ detail }) => detail > 1 || ask());
  const hours = button(strings.hours, "footer-item", ({ detail }) => detail > 1 || onHours());
  const save = button(strings.save, "footer-item", onSave);
  const yes = button(strings.clear_yes, "confirm-yes", () => {
    show(false);
    onClear();
  });
  const no = button(strings.clear_no, "confirm-no", cancel);
  const confirm = el("div", { class: "confirm", role: "group", "aria-labelledby": "clear-question", hidden: true },
    el("p", { class: "confirm-question", id: "clear-question" }, strings.clear_question), yes, no);

  function show(asking) {
    confirm.hidden = !asking;
    for (const item of [call, hours, save, clear]) item.hidden = asking;
  }
  function ask() {
    show(true);
    yes.focus({ preventScroll: true });
  }
  function cancel() {
    show(false);
    clear.focus({ preventScroll: true });
  }

  return {
    element: el("div", { class: "footer", part: "footer" }, call, hours, save, clear, confirm),
    ask,
    cancel() {
      if (confirm.hidden) return false;
      cancel();
      return true;
    },
    render(clinic) {
      const number = clinicPhone(clinic, phone);
      if (!number || call.dataset.url === number.url) return;
      call.dataset.url = number.url;
      const item = { kind: "phone", title: fill(strings.call, number), url: number.url };
      call.replaceChildren(link(number.url, strings, { class: "footer-item", click: () => follow(item) }, icon("phone"), item.title));
    },
  };
}
