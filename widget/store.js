const KEPT_MESSAGES = 200;
const HOUR = 3_600_000;

/** @returns {State} */
const blank = () => ({
  version: 1, id: null, messages: [], draft: "", scroll: null, open: false, accepted: null, clinic: null, expires: 0,
});

/**
 * One conversation, shared by all tabs through Web Storage. Every change starts from what is stored,
 * so that a tab never overwrites what another one has just added.
 * @param {StoreParts} parts @returns {Store}
 */
export function createStore({ key, local, session }) {
  let current = blank();
  let stored = false;
  let behind = false;
  let gone;

  const hours = () => current.clinic?.session_hours ?? 24;

  function attempt(area, use) {
    try {
      return use(area());
    } catch {
      // Storage may be switched off or full: the chat then lives in memory until the page is left.
      return undefined;
    }
  }

  function load(area) {
    const saved = attempt(area, (storage) => JSON.parse(storage.getItem(key)));
    // A tab that has not yet heard of the clearing may write back what was cleared.
    if (gone && saved?.id === gone) return attempt(area, (storage) => storage.removeItem(key));
    return saved?.version === 1 && saved.expires >= Date.now() ? saved : null;
  }

  // Browsers let two tabs read the same state and write one after the other. What this tab has and the
  // last writer had not seen is put back after what it followed; what was delivered stays delivered.
  function read() {
    const saved = load(session) ?? load(local);
    behind = false;
    if (saved?.id !== current.id) return saved;
    const at = (message) => saved.messages.findIndex(({ id }) => id === message?.id);
    current.messages.forEach((message, place, own) => {
      const found = saved.messages[at(message)];
      const before = at(own[place - 1]);
      if (found ? !found.delivery || message.delivery : before < 0) return;
      behind = true;
      if (found) delete found.delivery;
      else saved.messages.splice(before + 1, 0, message);
    });
    return saved;
  }

  function write() {
    const [here, there] = hours() === 0 ? [session, local] : [local, session];
    attempt(there, (storage) => storage.removeItem(key));
    stored = attempt(here, (storage) => storage.setItem(key, JSON.stringify(current)) ?? true) ?? false;
  }

  return {
    get state() {
      return current;
    },

    refresh() {
      current = read() ?? blank();
      stored = current.expires > 0;
      if (behind) write();
      return current;
    },

    change(edit) {
      if (stored) current = read() ?? blank();
      const before = current.messages.length;
      edit(current);
      current.messages = current.messages.slice(-KEPT_MESSAGES);
      if (current.messages.length !== before || !current.expires) current.expires = Date.now() + (hours() || 24) * HOUR;
      write();
    },

    clear() {
      gone = current.id;
      current = blank();
      stored = false;
      for (const area of [local, session]) attempt(area, (storage) => storage.removeItem(key));
    },
  };
}
