
const isText = (value) => typeof value === "string" && value !== "";
const list = (value, keep) => (Array.isArray(value) ? value.filter(keep) : []);
const isButton = (value) => isText(value?.title) && isText(value?.payload);
const isLink = (value) => isText(value?.title) && isText(value?.kind) && (value.url == null || isText(value.url));
const isNumber = (value) => isText(value?.title) && isText(value?.url);

/**
 * @param {any} raw
 * @returns {Message}
 * @throws {TypeError} when the part a visitor must see is missing; malformed extras are left out instead
 */
export function readAnswer(raw) {
  if (!isText(raw?.id) || !isText(raw.text?.trim?.())) throw new TypeError("shape");
  const { answer, urgency, lang } = raw.metadata ?? {};
  return {
    id: raw.id,
    from: "assistant",
    text: raw.text,
    at: raw.at > 0 && raw.at < 1e10 ? raw.at : Date.now() / 1000,
    lang: isText(lang) ? lang : "en",
    buttons: list(raw.buttons, isButton),
    metadata: {
      answer,
      urgency: isText(urgency) ? urgency : "none",
      links: list(raw.metadata?.links, isLink),
      related: list(raw.metadata?.related, isButton),
    },
  };
}

/** @param {any} raw @returns {Reply} */
export function readReply(raw) {
  if (!isText(raw?.id) || !Array.isArray(raw.messages) || !raw.messages.length) throw new TypeError("shape");
  return { id: raw.id, messages: raw.messages.map(readAnswer) };
}

/** @param {any} raw @returns {Clinic} */
export function readClinic(raw) {
  if (!isText(raw?.clinic?.name) || !isText(raw.notice?.text)) throw new TypeError("shape");
  const hours = raw.session_hours;
  const limit = raw.limits?.message_characters;
  return {
    clinic: raw.clinic,
    emergency: list(raw.emergency, isNumber),
    limits: { message_characters: limit > 0 ? limit : 500 },
    notice: { version: String(raw.notice.version), text: raw.notice.text, keeps_questions: raw.notice.keeps_questions === true },
    session_hours: hours >= 0 ? +hours : 24,
  };
}
