import { el, icon, spoken } from "../dom.js";
import { parse } from "../markdown.js";
import { emergencyNumbers, severity } from "../numbers.js";
import { linkButton, render } from "../render.js";
import { fill } from "../words.js";
import { createFeedback } from "./feedback.js";
import { createReplies } from "./replies.js";

const isNumber = ({ url }) => /^(?:tel|sms):/i.test(url ?? "");

/** @param {Message} message @param {AnswerParts} context @returns {View<Message>} */
export function createAnswer(message, { strings, time, clinic, choose, rate, follow }) {
  const { links = [], related = [], urgency, answer } = message.metadata ?? {};
  const level = severity(urgency);
  const [first, rest] = arrange(links, level, emergencyNumbers(clinic(), strings));
  const row = (items) => items.length > 0 && el("div", { class: "links" }, ...items.map((item) => linkButton(item, strings, follow)));
  const text = el("div", { class: "text", lang: message.lang, dir: "auto" }, ...render(parse(message.text), strings));
  for (const child of text.children) child.dir = "auto";

  const titleId = `level-${message.id}`;
  const card = level === "none"
    ? { class: "bubble" }
    : { class: "bubble", role: "group", "aria-labelledby": titleId };
  const heading = level !== "none" &&
    el("h3", { class: "card-title", id: titleId }, icon(level === "urgent" ? "alert" : "clock"), strings[level]);
  const bubble = el("div", { ...card, part: level === "none" ? "bubble" : `bubble ${level}` }, heading, row(first), text, row(rest));

  const groups = [
    message.buttons?.length && createReplies(message.buttons, strings.replies, { strings, choose: (button) => choose(message, button), visible: false }),
    related.length && createReplies(related, strings.related, { strings, choose: (button) => choose(message, button), visible: true }),
  ].filter(Boolean);
  const feedback = answer && answer !== "fail_safe" && !message.greeting && level === "none" &&
    createFeedback({ strings, rate: (value) => rate(message.id, value) });

  return {
    element: el("div", { class: `message answer ${level}`, part: "message answer" },
      spoken(fill(strings.says, { speaker: strings.assistant })), bubble,
      !message.greeting && el("div", { class: "meta" }, el("time", {}, time(message.at)), feedback && feedback.thumbs),
      feedback && feedback.why, ...groups.map(({ element }) => element)),
    update(next) {
      for (const group of groups) group.update(next.chosen);
      if (feedback) feedback.update(next.feedback);
    },
  };
}

// In an urgent answer the number to call stands above the reasons, and is there even if the server forgot it.
function arrange(links, level, numbers) {
  if (level !== "urgent") return [[], links];
  const given = links.filter(isNumber);
  const emergency = given.filter(({ kind }) => kind === "emergency");
  const first = emergency.length ? emergency : numbers;
  return [[...first, ...given.filter(({ kind }) => kind !== "emergency")], links.filter((link) => !isNumber(link))];
}
