import { el, icon } from "../dom.js";
import { counted } from "../words.js";

const MOST_ROWS = 5;
const SHOW_FROM = 100;
const SAY_AT = [50, 20, 0];
const COMPOSING = 229; // Safari ends a composition before the keydown of its Enter, and marks it only by this code

/** @param {ComposerParts} parts */
export function createComposer({ strings, limit, onSend, onDraft, announcer }) {
  const input = el("textarea", {
    class: "input", part: "input", id: "input", rows: 1, placeholder: strings.placeholder,
    enterkeyhint: "send", autocomplete: "off", "aria-describedby": "count",
  });
  const count = el("p", { class: "count", id: "count", hidden: true });
  let before = Infinity;

  function fit() {
    input.rows = 1;
    while (input.rows < MOST_ROWS && input.scrollHeight > input.clientHeight + 1) input.rows += 1;
  }

  function measure() {
    const left = limit() - input.value.trim().length;
    const text = left < 0 ? counted(strings, "over", -left) : counted(strings, "left", left);
    count.hidden = left > SHOW_FROM;
    count.textContent = count.hidden ? "" : text;
    count.classList.toggle("over", left < 0);
    if (left >= 0) input.removeAttribute("aria-invalid");
    if (SAY_AT.some((step) => left <= step && before > step) || (left < 0 && before >= 0)) announcer.say(text);
    before = left;
  }

  function submit(event) {
    event?.preventDefault();
    const text = input.value.trim();
    if (text && text.length <= limit()) {
      input.value = "";
      changed();
      onSend(text);
    } else if (text) {
      input.setAttribute("aria-invalid", "true");
      announcer.alert(count.textContent);
    }
    input.focus({ preventScroll: true });
  }

  function changed() {
    onDraft(input.value);
    measure();
    fit();
  }

  input.addEventListener("input", changed);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === COMPOSING) return;
    submit(event);
  });

  return {
    element: el("form", { class: "composer", part: "composer", submit, novalidate: true },
      el("label", { class: "spoken", for: "input" }, strings.input),
      el("div", { class: "field" }, input,
        el("button", { type: "submit", class: "send", part: "send", "aria-label": strings.send }, icon("send"))),
      count),
    input,
    restore(draft) {
      input.value = draft;
      before = Infinity;
      measure();
      fit();
    },
  };
}
