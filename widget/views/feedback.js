import { button, el, icon } from "../dom.js";

/** @type {NonNullable<Feedback["reason"]>[]} */
const REASONS = ["wrong", "unclear", "not_my_question", "other"];

/**
 * @param {FeedbackParts} parts
 * @returns thumbs for the line under an answer, and the optional reasons below it
 */
export function createFeedback({ strings, rate }) {
  const thumb = (value, label) =>
    button("", "thumb", () => rate({ value }), { "aria-label": label, "aria-pressed": "false", title: label }, icon("good"));
  const up = thumb("up", strings.helpful);
  const down = thumb("down", strings.not_helpful);
  const reasons = REASONS.map((reason) => ({
    reason,
    node: button(strings[`reason_${reason}`], "reason", () => rate({ value: "down", reason }), { "aria-pressed": "false" }),
  }));
  const why = el("div", { class: "reasons", role: "group", "aria-label": strings.why, hidden: true },
    el("p", { class: "reasons-title", "aria-hidden": "true" }, strings.why), ...reasons.map(({ node }) => node));

  return {
    thumbs: el("span", { class: "feedback", part: "feedback", role: "group", "aria-label": strings.helpful_group }, up, down),
    why,
    update(feedback) {
      up.setAttribute("aria-pressed", feedback?.value === "up");
      down.setAttribute("aria-pressed", feedback?.value === "down");
      why.hidden = feedback?.value !== "down";
      for (const { reason, node } of reasons) node.setAttribute("aria-pressed", feedback?.reason === reason);
    },
  };
}
