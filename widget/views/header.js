import { button, el, icon } from "../dom.js";
import { fill } from "../words.js";

export function createHeader({ strings, onClose }) {
  const title = el("h2", { class: "title", part: "title", id: "title", tabindex: -1 }, strings.title_short);
  const close = button("", "close", onClose, { "aria-label": strings.close }, icon("close"));
  const subtitle = el("p", { class: "subtitle" }, strings.subtitle);
  return {
    element: el("header", { class: "header", part: "header" }, el("div", { class: "header-text" }, title, subtitle), close),
    title,
    render(clinic) {
      title.textContent = clinic ? fill(strings.title, { clinic: clinic.clinic.name }) : strings.title_short;
    },
  };
}
