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
    return saved?.version === 1 && saved.expires >= Date.now() ? saved : null;
  }

  const read = () => load(session) ?? load(local);

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
      current = blank();
      stored = false;
      for (const area of [local, session]) attempt(area, (storage) => storage.removeItem(key));
    },
  };
}
