import { createOutbox } from "./outbox.js";

/**
 * Conducts one conversation: what the visitor does goes to the server, what comes back goes to the store,
 * and each step is told through `notify` under a past-tense name.
 * @param {ConversationParts} parts @returns {Conversation}
 */
export function createConversation({ store, protocol, notify }) {
  let starting = null;
  let clinic = store.refresh().clinic;
  // Another tab's unsent messages are its own to send; what a reload left behind is ours.
  const mine = new Set(store.state.messages.filter(isPending).map(({ id }) => id));

  const change = (edit) => {
    store.change(edit);
    notify("changed");
  };

  const outbox = createOutbox({
    next: () => store.state.messages.find((message) => isPending(message) && mine.has(message.id)),
    deliver,
    delivered(message, reply) {
      const fresh = addReply(message, reply.messages);
      if (fresh.length) notify("answer-received", { messages: fresh });
    },
    failed(message, error) {
      if (error.kind === "stopped" || !mine.has(message.id)) return;
      const known = store.state.messages.find(({ id }) => id === message.id)?.delivery === "failed";
      markUnsent(message, error);
      if (!known) notify("send-failed", { message, error });
    },
  });

  // A reply to a message that was cleared meanwhile is dropped without a write: storage must stay empty.
  function addReply(message, messages) {
    let fresh = [];
    if (!mine.has(message.id)) return fresh;
    change((state) => {
      const seen = new Set(state.messages.map(({ id }) => id));
      if (!seen.has(message.id)) return;
      fresh = messages.filter(({ id }) => !seen.has(id) && seen.add(id));
      state.messages.push(...fresh);
      delete state.messages.find(({ id }) => id === message.id).delivery;
    });
    return fresh;
  }

  function markUnsent(message, error) {
    change((state) => {
      for (const other of state.messages) {
        if (!mine.has(other.id)) continue;
        if (other.id === message.id) other.delivery = error.transient ? "failed" : "refused";
        else if (other.delivery === "sending" && error.transient) other.delivery = "failed";
      }
    });
  }

  async function deliver(message) {
    if (!store.state.id) await start();
    try {
      return await protocol.post(store.state.id, message);
    } catch (error) {
      if (error.kind !== "gone" || !mine.has(message.id)) throw error;
      store.change((state) => { state.id = null; });
      await start();
      return protocol.post(store.state.id, message);
    }
  }

  function start() {
    starting ??= protocol.start().then(welcome).finally(() => { starting = null; });
    return starting;
  }

  function welcome({ id, messages }) {
    let greeting = [];
    change((state) => {
      state.id ??= id;
      state.clinic ??= clinic;
      if (state.messages.length) return;
      greeting = messages.map((message) => ({ ...message, greeting: true }));
      state.messages.push(...greeting);
    });
    if (greeting.length) notify("greeting-received", { messages: greeting });
  }

  async function learn() {
    const facts = await protocol.clinic();
    clinic = facts;
    change((state) => { state.clinic = facts; });
    notify("clinic-known");
  }

  let begun = false;
  function wake() {
    if (begun && !clinic) learn().catch(() => {});
    return outbox.wake();
  }

  return {
    get state() {
      return store.state;
    },
    get clinic() {
      return clinic;
    },

    async begin() {
      begun = true;
      const fresh = !store.state.id && !store.state.messages.length;
      const results = await Promise.allSettled([learn(), fresh ? start() : outbox.run()]);
      const failure = results.map((result) => result.status === "rejected" && result.reason).find(Boolean);
      const harmless = !failure || failure.kind === "stopped" || (clinic && store.state.messages.length);
      notify(harmless ? "reached" : "not-reached", { error: failure });
    },

    send(text, { payload, of } = {}) {
      const message = { id: crypto.randomUUID(), from: "visitor", text, at: Date.now() / 1000, delivery: "sending", payload };
      mine.add(message.id);
      change((state) => {
        state.accepted = clinic?.notice.version ?? state.accepted;
        state.open = true;
        state.messages.push(message);
        for (const asked of state.messages) if (asked.id === of) asked.chosen = payload;
      });
      notify("message-sent", { message });
      wake();
    },

    retry() {
      change((state) => {
        for (const message of state.messages) {
          if (!message.delivery) continue;
          message.delivery = "sending";
          mine.add(message.id);
        }
      });
      wake();
    },

    wake,

    rate(id, feedback) {
      change((state) => {
        for (const message of state.messages) if (message.id === id) message.feedback = feedback;
      });
      notify("feedback-given", { message: id, ...feedback });
      protocol.rate(store.state.id, id, feedback).catch(() => notify("feedback-lost"));
    },

    followed(kind) {
      // Only a count for the clinic: a visitor never waits for it or hears of it.
      if (store.state.id) protocol.click(store.state.id, kind).catch(() => {});
    },

    async clear(id = store.state.id) {
      mine.clear();
      store.clear();
      notify("changed");
      const deleted = id === null || (await protocol.remove(id).then(() => true, ({ status }) => status === 404));
      notify("chat-cleared", { deleted, id });
      return deleted;
    },

    follow() {
      const known = new Set(store.state.messages.map(({ id }) => id));
      const added = store.refresh().messages.filter((message) => !known.has(message.id));
      clinic = store.state.clinic ?? clinic;
      // Cleared there: what is on its way here has nowhere to arrive.
      if (!store.state.messages.length) mine.clear();
      notify("changed");
      const answers = added.filter(({ from }) => from === "assistant");
      if (answers.length) notify("answer-received", { messages: answers });
    },

    keep: (part) => store.change((state) => Object.assign(state, part)),

    stop() {
      outbox.stop();
      protocol.stop();
    },
  };
}

/** @param {Message} message */
const isPending = ({ delivery }) => delivery === "sending" || delivery === "failed";
