import { el } from "../dom.js";
import { createAnswer } from "./answer.js";
import { createQuestion } from "./question.js";

/**
 * The visible conversation. It is a log that does not speak (`aria-live="off"`): the announcer does,
 * once a turn, and a restored history is never read out again.
 * @param {{strings: Record<string, string>, notice: HTMLElement, help: HTMLElement, actions: object}} options
 */
export function createLog({ strings, notice, help, actions }) {
  const clock = new Intl.DateTimeFormat(strings.lang, { hour: "numeric", minute: "2-digit" });
  const context = { strings, time: (at) => clock.format(at * 1000), ...actions };
  const messages = el("div", { class: "messages" });
  const typing = el("div", { class: "typing", "aria-hidden": "true", hidden: true },
    ...[1, 2, 3].map(() => el("span", { class: "dot" })));
  const note = el("p", { class: "note", hidden: true });
  const element = el("div", { class: "log", part: "log", role: "log", "aria-live": "off", "aria-label": strings.log, tabindex: 0 },
    notice, messages, typing, note, help);
  const shown = new Map();

  function build(message, fresh) {
    const view = message.from === "visitor" ? createQuestion(message, context) : createAnswer(message, context);
    view.element.classList.toggle("fresh", fresh);
    shown.set(message.id, view);
    return view;
  }

  return {
    element,
    /**
     * Only what is new is built and only what changed is touched, so that the focus stays where it is.
     * @param {import("../shapes.js").Message[]} list
     * @param {{fresh: boolean}} options
     * @returns {HTMLElement[]} the elements that were added
     */
    render(list, { fresh }) {
      const ids = new Set(list.map(({ id }) => id));
      for (const [id, view] of shown) {
        if (ids.has(id)) continue;
        view.element.remove();
        shown.delete(id);
      }
      const added = [];
      let place = messages.firstElementChild;
      for (const message of list) {
        const view = shown.get(message.id) ?? build(message, fresh);
        view.update(message);
        if (view.element === place) place = place.nextElementSibling;
        else {
          if (!view.element.isConnected) added.push(view.element);
          messages.insertBefore(view.element, place);
        }
      }
      typing.hidden = !list.some(({ delivery }) => delivery === "sending");
      return added;
    },
    /** @param {boolean} again the visitor accepted an older notice, so the new one stands where the reading is */
    placeNotice(again) {
      if (again && notice.previousElementSibling !== messages) messages.after(notice);
      else if (!again && notice.nextElementSibling !== messages) messages.before(notice);
    },
    /** @param {string} text @param {...Node} more */
    note(text, ...more) {
      note.replaceChildren(text, ...more);
      note.hidden = !text;
    },
  };
}
