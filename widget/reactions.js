import { button } from "./dom.js";
import { parse, plainText } from "./markdown.js";
import { emergencyNumbers } from "./numbers.js";
import { failureText, isUrgent, noticeText, spokenTurn } from "./speech.js";

/** What each event of the conversation looks like, sounds like, and tells the host page. */
export function createReactions({
  strings, unread, conversation, announcer, tell, panel, header, notice, help, log, scrolling, composer, footer,
}) {
  let live = false;

  function draw() {
    const { state, clinic } = conversation;
    const again = state.accepted !== null && clinic !== null && state.accepted !== clinic.notice.version;
    header.render(clinic);
    footer.render(clinic);
    notice.render(clinic, state.accepted !== null && !again);
    log.placeNotice(again && state.messages.length > 0);
    const added = log.render(state.messages, { fresh: live });
    if (!state.messages.some(({ delivery }) => delivery)) help.hide();
    return added;
  }

  function arrive(messages, said) {
    announcer.arrived();
    if (panel.hidden) unread.add(messages.length);
    else if (isUrgent(messages)) announcer.alert(said);
    else announcer.say(said);
  }

  function trouble(text) {
    announcer.arrived();
    help.show(text, conversation.clinic);
    scrolling.arrived(help.element);
    const numbers = emergencyNumbers(conversation.clinic, strings).map(({ title }) => title);
    announcer.alert([text, strings.help, ...numbers].join(" "));
  }

  return {
    opened() {
      unread.none();
      draw();
      composer.restore(conversation.state.draft);
      scrolling.restore(conversation.state.messages.length ? conversation.state.scroll : 0);
      live = true;
    },
    changed() {
      const added = draw();
      // The first thing to read is the notice, so the greeting does not scroll it away.
      if (!live || !added.length || !conversation.state.messages.some(({ from }) => from === "visitor")) return;
      if (added.some((element) => element.matches(".question"))) scrolling.toEnd();
      else scrolling.arrived(added[0]);
    },
    "clinic-known": () => draw(),
    "greeting-received"({ messages }) {
      const text = plainText(parse(noticeText(conversation.clinic, strings)));
      arrive(messages, `${strings.notice_title}. ${text} ${spokenTurn(messages, strings)}`);
    },
    reached() {
      help.hide();
    },
    "not-reached"() {
      trouble(strings.not_reached);
    },
    "message-sent"({ message }) {
      log.note("");
      announcer.waiting(strings.typing);
      tell("message-sent", { id: message.id, kind: message.payload ? "button" : "text" });
    },
    "answer-received"({ messages }) {
      arrive(messages, spokenTurn(messages, strings));
      for (const { id, metadata } of messages) tell("answer-received", { id, answer: metadata?.answer, urgency: metadata?.urgency });
    },
    "send-failed"({ message, error }) {
      trouble(failureText(error, message, strings));
      tell("send-failed", { id: message.id, kind: error.kind, status: error.status });
    },
    "feedback-given"(detail) {
      announcer.say(strings.thanks);
      tell("feedback-given", detail);
    },
    "feedback-lost"() {
      announcer.alert(strings.feedback_lost);
      log.note(strings.feedback_lost);
    },
    "chat-cleared"({ deleted, id }) {
      const text = deleted ? strings.cleared : strings.cleared_here;
      announcer.arrived();
      composer.restore("");
      log.note(text, ...(deleted ? [] : [button(strings.retry, "retry", () => conversation.clear(id))]));
      if (deleted) announcer.say(text);
      else announcer.alert(text);
      if (!panel.hidden) composer.input.focus({ preventScroll: true });
      tell("chat-cleared", { deleted });
    },
    retry() {
      help.hide();
      composer.input.focus({ preventScroll: true });
      if (conversation.state.messages.some(({ delivery }) => delivery)) conversation.retry();
      else conversation.begin();
    },
  };
}
