import { button, el, icon } from "../dom.js";

const REASONS = ["wrong", "unclear", "not_my_question", "other"];

/**
 * @param {{strings: Record<string, string>, rate: (feedback: {value: "up" | "down", reason?: string}) => void}} options
 * @returns thumbs for the line under an answer, and the optional reasons below it
 */
export function createFeedback({ strings, rate }) {
  const thumb = (value, label, sign) =>
    button("", "thumb", () => rate({ value }), { "aria-label": label, "aria-pressed": "false", title: label }, icon(sign));
  const up = thumb("up", strings.helpful, "good");
  const down = thumb("down", strings.not_helpful, "bad");
  const reasons = REASONS.map((reason) => ({
    reason,
    node: button(strings[`reason_${reason}`], "reason", () => rate({ value: "down", reason }), { "aria-pressed": "false" }),
  }));
  const why = el("div", { class: "reasons", role: "group", "aria-label": strings.why, hidden: true },
    el("p", { class: "reasons-title", "aria-hidden": "true" }, strings.why), ...reasons.map(({ node }) => node));

  return {
    thumbs: el("span", { class: "feedback", part: "feedback", role: "group", "aria-label": strings.helpful_group }, up, down),
    why,
    /** @param {{value: "up" | "down", reason?: string} | undefined} feedback */
    update(feedback) {
      up.setAttribute("aria-pressed", String(feedback?.value === "up"));
      down.setAttribute("aria-pressed", String(feedback?.value === "down"));
      why.hidden = feedback?.value !== "down";
      for (const { reason, node } of reasons) node.setAttribute("aria-pressed", String(feedback?.reason === reason));
    },
  };
}
