import { button, el, icon, spoken } from "../dom.js";

/**
 * Buttons that send their own words. A used group stays readable: nothing vanishes under the visitor's finger.
 * @returns {View<string | undefined>}
 */
export function createReplies(buttons, title, { strings, choose, visible }) {
  let used = false;
  const items = buttons.map((choice) => ({
    payload: choice.payload,
    // The second click of a double click may land on what has scrolled under the pointer.
    node: button(choice.title, "reply", ({ detail }) => used || detail > 1 || choose(choice)),
  }));
  const heading = el("p", { class: visible ? "replies-title" : "spoken" }, title);

  return {
    element: el("div", { class: "replies", part: "replies", role: "group", "aria-label": title }, heading, ...items.map(({ node }) => node)),
    update(chosen) {
      const mine = items.find(({ payload }) => payload === chosen);
      if (used || !mine) return;
      used = true;
      for (const { node } of items) node.setAttribute("aria-disabled", "true");
      mine.node.classList.add("chosen");
      mine.node.prepend(icon("check"), spoken(`${strings.you_chose} `));
    },
  };
}
