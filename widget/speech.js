import { parse, plainText } from "./markdown.js";
import { severity } from "./numbers.js";
import { counted, fill } from "./words.js";

/** One bot turn as one announcement: who speaks, what was said, where it leads. */
export function spokenTurn(messages, strings) {
  /** @param {Message} message */
  const part = ({ text, buttons = [], metadata = {} }) => {
    const level = severity(metadata.urgency);
    const choices = buttons.length + (metadata.related?.length ?? 0);
    return [
      level === "none" ? "" : `${strings[level]}.`,
      plainText(parse(text)).replace(/\n+(?:- )?/g, " "),
      ...(metadata.links ?? []).map(({ title }) => `${title}.`),
      choices ? counted(strings, "choices", choices) : "",
    ].filter(Boolean).join(" ");
  };
  return `${fill(strings.says, { speaker: strings.assistant })} ${messages.map(part).join(" ")}`;
}

/** The server's notice is in English; for other languages the table of strings has one. */
export function noticeText(clinic, strings) {
  if (clinic && strings.lang === "en") return clinic.notice.text;
  return clinic?.notice.keeps_questions ? `${strings.notice}\n\n${strings.notice_kept}` : strings.notice;
}

export const isUrgent = (messages) => messages.some(({ metadata }) => severity(metadata?.urgency) === "urgent");

export function failureText({ kind }, { text }, strings) {
  const short = text.length > 60 ? `${text.slice(0, 60).trimEnd()}…` : text;
  return fill(strings[`failed_${kind}`] ?? strings.failed, { text: short });
}
