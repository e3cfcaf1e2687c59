import { createAnnouncer } from "./announcer.js";
import { createConversation } from "./conversation.js";
import { el } from "./dom.js";
import { createProtocol } from "./protocol.js";
import { createReactions } from "./reactions.js";
import { createStore } from "./store.js";
import { controlsSheet } from "./styles/controls.js";
import { messagesSheet } from "./styles/messages.js";
import { panelSheet } from "./styles/panel.js";
import { transcript } from "./transcript.js";
import { createComposer } from "./views/composer.js";
import { createFooter } from "./views/footer.js";
import { createFullscreen } from "./views/fullscreen.js";
import { createHeader } from "./views/header.js";
import { createHelp } from "./views/help.js";
import { createLog } from "./views/log.js";
import { createNotice } from "./views/notice.js";
import { saveFile } from "./views/save.js";
import { createScrolling } from "./views/scrolling.js";
import { createUnread } from "./views/unread.js";

const SETTLE = 250;

/**
 * Puts the parts together. Nothing is stored or asked here: that begins with `open()`.
 * @param {Frame} frame @returns {Panel}
 */
export function createPanel(frame, strings) {
  const { host, shadow, root, signal } = frame;
  const { phone } = host;
  const storage = { key: host.storageKey, local: () => localStorage, session: () => sessionStorage };
  const polite = [el("div", { role: "status" }), el("div", { role: "status" })];
  const assertive = el("div", { role: "alert" });
  const unread = createUnread({ frame, strings });
  const announcer = createAnnouncer({ polite, assertive });

  const conversation = createConversation({
    store: createStore(storage),
    protocol: createProtocol(host.server),
    notify: (name, detail) => reactions[name]?.(detail),
  });

  let keeping = 0;
  const unkept = {};
  function flush() {
    clearTimeout(keeping);
    const { state } = conversation;
    // A cleared chat leaves nothing behind, not even where it was scrolled to.
    const worth = state.messages.length > 0 || unkept.draft;
    if (Object.keys(unkept).length && worth) conversation.keep({ ...unkept });
    for (const key in unkept) delete unkept[key];
  }
  function keepSoon(part) {
    Object.assign(unkept, part);
    clearTimeout(keeping);
    keeping = setTimeout(flush, SETTLE);
  }

  const tell = (name, detail = {}) => host.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  const follow = ({ kind, url }) => {
    if (kind === "clear_chat") return footer.ask();
    conversation.followed(kind);
    tell("link-followed", { kind, url });
  };
  const send = (text, button) => {
    flush();
    conversation.send(text, button);
  };

  const header = createHeader({ strings, onClose: () => host.close() });
  const notice = createNotice({ strings });
  const help = createHelp({ strings, phone, follow, onRetry: () => reactions.retry() });
  const log = createLog({
    strings, notice: notice.element, help: help.element,
    actions: {
      clinic: () => conversation.clinic,
      choose: (message, { title, payload }) => send(title, { payload, of: message.id }),
      rate: (id, feedback) => conversation.rate(id, feedback),
      follow,
    },
  });
  const scrolling = createScrolling({ log: log.element, strings, onScroll: (scroll) => keepSoon({ scroll }) });
  const composer = createComposer({
    strings, announcer, onSend: send,
    limit: () => conversation.clinic?.limits.message_characters ?? 500,
    onDraft: (draft) => keepSoon({ draft }),
  });
  const footer = createFooter({
    strings, phone, follow,
    onHours: () => send(strings.hours, { payload: '/ask{"answer": "clinic/hours"}' }),
    onSave: () => saveFile(transcript(conversation.state.messages, strings, conversation.clinic?.clinic.name ?? ""), strings.transcript_file),
    onClear: () => clear(),
  });
  const panel = el("section", { class: "panel", part: "panel", role: "region", "aria-labelledby": "title", hidden: true, keydown },
    header.element, el("div", { class: "body" }, log.element, scrolling.jump), composer.element, footer.element,
    el("div", { class: "spoken" }, ...polite, assertive));
  const reactions = createReactions({ strings, unread, conversation, announcer, tell, panel, header, notice, help, log, scrolling, composer, footer });

  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, panelSheet, messagesSheet, controlsSheet];
  const fullscreen = createFullscreen({ host, shadow, panel, signal });
  root.append(panel);

  function keydown(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      if (!footer.cancel()) host.close();
    } else if (event.key === "F6") {
      event.preventDefault();
      const target = shadow.activeElement === composer.input ? log.element : composer.input;
      target.focus({ preventScroll: true });
    }
  }

  async function clear() {
    clearTimeout(keeping);
    for (const key in unkept) delete unkept[key];
    return conversation.clear();
  }

  function leave() {
    // Tabs share one store: the draft that stays is the one of the tab that was left last.
    if (composer.input.value !== conversation.state.draft) unkept.draft = composer.input.value;
    flush();
  }
  const wake = () => document.visibilityState === "visible" && conversation.wake();
  const follows = (event) => (event.key === storage.key || event.key === null) && conversation.follow();
  window.addEventListener("storage", follows, { signal });
  window.addEventListener("online", wake, { signal });
  window.addEventListener("pagehide", leave, { signal });
  document.addEventListener("visibilitychange", wake, { signal });

  return {
    open({ focus }) {
      root.classList.add("open");
      panel.hidden = false;
      frame.launcher.setAttribute("aria-expanded", "true");
      fullscreen.set(true);
      reactions.opened();
      if (focus) (fullscreen.modal ? header.title : composer.input).focus({ preventScroll: true });
      conversation.keep({ open: true });
      conversation.begin();
      tell("chat-opened");
    },
    close() {
      const inside = shadow.activeElement !== null || fullscreen.modal;
      flush();
      root.classList.remove("open");
      panel.hidden = true;
      frame.launcher.setAttribute("aria-expanded", "false");
      fullscreen.set(false);
      if (inside) frame.launcher.focus({ preventScroll: true });
      if (conversation.state.open) conversation.keep({ open: false });
      tell("chat-closed");
    },
    send(text) {
      const words = text.trim();
      const fits = words !== "" && words.length <= (conversation.clinic?.limits.message_characters ?? 500);
      if (fits) send(words);
      return fits;
    },
    clear,
    destroy() {
      flush();
      conversation.stop();
      announcer.stop();
      fullscreen.set(false);
    },
  };
}
