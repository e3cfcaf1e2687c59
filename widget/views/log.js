import { el } from "../dom.js";
import { createAnswer } from "./answer.js";
import { createQuestion } from "./question.js";

/**
 * The visible conversation. It is a log that does not speak (`aria-live="off"`): the announcer does,
 * once a turn, and a restored history is never read out again.
 * @param {LogParts} parts @returns {Log}
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
    placeNotice(again) {
      if (again && notice.previousElementSibling !== messages) messages.after(notice);
      else if (!again && notice.nextElementSibling !== messages) messages.before(notice);
    },
    note(text, ...more) {
      note.replaceChildren(text, ...more);
      note.hidden = !text;
    },
  };
}
