import { el, spoken } from "../dom.js";
import { fill } from "../words.js";

/**
 * What the visitor wrote, shown as plain text and never parsed.
 * @param {import("../shapes.js").Message} message
 * @param {{strings: Record<string, string>, time: (at: number) => string}} context
 */
export function createQuestion(message, { strings, time }) {
  const state = el("span", { class: "mark" });
  const element = el("div", { class: "message question", part: "message question" },
    spoken(fill(strings.says, { speaker: strings.you })),
    el("div", { class: "bubble", part: "bubble", dir: "auto" }, message.text),
    el("div", { class: "meta" }, state, el("time", {}, time(message.at))));

  return {
    element,
    /** @param {import("../shapes.js").Message} next */
    update({ delivery }) {
      const unsent = delivery === "failed" || delivery === "refused";
      element.classList.toggle("unsent", unsent);
      state.textContent = unsent ? strings.not_sent : "";
    },
  };
}
