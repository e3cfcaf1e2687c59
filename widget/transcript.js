import { parse, plainText } from "./markdown.js";

export function transcript(messages, strings, clinic) {
  const when = new Intl.DateTimeFormat(strings.lang, { dateStyle: "medium", timeStyle: "short" });
  const entry = ({ from, at, text, metadata, delivery }) => {
    const speaker = from === "visitor" ? strings.you : strings.assistant;
    const unsent = delivery ? ` (${strings.not_sent})` : "";
    const links = (metadata?.links ?? []).filter((link) => link.url).map((link) => `${link.title}: ${link.url}`);
    const words = from === "visitor" ? text : plainText(parse(text));
    return [`[${when.format(at * 1000)}] ${speaker}${unsent}:`, words, ...links].join("\n");
  };
  return [`${clinic} – ${strings.transcript_title}`, ...messages.map(entry)].join("\n\n") + "\n";
}
