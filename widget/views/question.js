import { el, spoken } from "../dom.js";
import { fill } from "../words.js";

/** What the visitor wrote, shown as plain text and never parsed. @returns {View<Message>} */
export function createQuestion(message, { strings, time }) {
  const state = el("span", { class: "mark" });
  const element = el("div", { class: "message question", part: "message question" },
    spoken(fill(strings.says, { speaker: strings.you })),
    el("div", { class: "bubble", part: "bubble", dir: "auto" }, message.text),
    el("div", { class: "meta" }, state, el("time", {}, time(message.at))));

  return {
    element,
    update({ delivery }) {
      const unsent = delivery === "failed" || delivery === "refused";
      element.classList.toggle("unsent", unsent);
      state.textContent = unsent ? strings.not_sent : "";
    },
  };
}
