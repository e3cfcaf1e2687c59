import { el } from "../dom.js";
import { parse } from "../markdown.js";
import { link, render } from "../render.js";
import { noticeText } from "../speech.js";

export function createNotice({ strings }) {
  const content = el("div", { class: "notice-text" });
  const element = el("section", { class: "notice", part: "notice", "aria-labelledby": "notice-title" },
    el("h3", { class: "card-title", id: "notice-title" }, strings.notice_title), content);
  let shown = "";

  return {
    element,
    render(clinic, accepted) {
      const text = noticeText(clinic, strings);
      const privacy = clinic?.clinic.privacy_url;
      const next = [text, privacy, accepted].join("\n");
      if (next === shown) return;
      shown = next;
      content.replaceChildren(
        ...render(parse(text), strings),
        ...(privacy ? [el("p", {}, link(privacy, strings, {}, strings.privacy))] : []),
        ...(accepted ? [] : [el("p", { class: "small" }, strings.notice_accept)]),
      );
    },
  };
}
