import { readClinic, readReply } from "./shapes.js";

const TIMEOUT = 15_000;

/** What went wrong, in the words the conductor decides by. */
export class ChatError extends Error {
  /** @param {ErrorKind} kind */
  constructor(kind, { status = 0, retryAfter = 0 } = {}) {
    super(kind);
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** Sending the same message again later may succeed. */
  get transient() {
    return ["unreachable", "timeout", "server", "shape", "busy"].includes(this.kind);
  }
}

const kindOf = (status, code) => {
  if (status === 404 && code === "conversation_not_found") return "gone";
  if (status === 413) return "too_long";
  if (status === 429) return "busy";
  return status >= 500 ? "server" : "refused";
};

/**
 * The five requests the server answers. Each one either resolves to a checked value or throws a ChatError.
 * @param {string} server an origin, or nothing for the same @returns {Protocol}
 */
export function createProtocol(server) {
  const base = server.replace(/\/$/, "");
  const open = new Set();
  let stopped = false;

  async function call(method, path, body, read = () => undefined) {
    const aborter = new AbortController();
    let late = false;
    const timer = setTimeout(() => { late = true; aborter.abort(); }, TIMEOUT);
    open.add(aborter);
    try {
      const response = await fetch(`${base}/api${path}`, {
        method,
        signal: aborter.signal,
        credentials: "omit",
        cache: "no-store",
        headers: body === undefined ? {} : { "content-type": "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      if (!response.ok) throw await refusal(response);
      return read(response.status === 204 ? null : await response.json());
    } catch (error) {
      if (error instanceof ChatError) throw error;
      if (stopped) throw new ChatError("stopped");
      if (late) throw new ChatError("timeout");
      throw new ChatError(aborter.signal.aborted || isNetwork(error) ? "unreachable" : "shape");
    } finally {
      clearTimeout(timer);
      open.delete(aborter);
    }
  }

  const at = (id, rest = "") => `/conversations/${encodeURIComponent(id)}${rest}`;
  return {
    clinic: () => call("GET", "/clinic", undefined, readClinic),
    start: () => call("POST", "/conversations", {}, readReply),
    post: (id, { id: messageId, text, payload }) =>
      call("POST", at(id, "/messages"), { id: messageId, text, ...(payload ? { payload } : {}) }, readReply),
    rate: (id, message, feedback) => call("POST", at(id, "/feedback"), { message, ...feedback }),
    remove: (id) => call("DELETE", at(id)),
    stop() {
      stopped = true;
      for (const aborter of open) aborter.abort();
    },
  };
}

async function refusal(response) {
  const body = await response.json().catch(() => null);
  return new ChatError(kindOf(response.status, body?.error?.code), {
    status: response.status,
    retryAfter: Number(response.headers.get("retry-after")) || 0,
  });
}

// fetch() reports an unreachable host as a bare TypeError; readers throw TypeErrors too, with their own words.
const isNetwork = (error) => error instanceof TypeError && !error.message.startsWith("not a ");
