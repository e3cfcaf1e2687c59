import { readClinic, readReply } from "./shapes.js";

const TIMEOUT = 15_000;

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

const KINDS = { 413: "too_long", 429: "busy" };

const kindOf = (status, code) => {
  if (code === "conversation_not_found") return "gone";
  return KINDS[status] ?? (status >= 500 ? "server" : "refused");
};

/**
 * The requests the server answers. Each resolves to a checked value or throws a ChatError.
 * @param {string} server an origin, or nothing for the same @returns {Protocol}
 */
export function createProtocol(server) {
  const base = server.replace(/\/$/, "");
  const life = new AbortController();

  // The id is the key to a conversation: it belongs in no address, where proxies would log it.
  /**
   * @param {string} method @param {string} path @param {{ body?: object, id?: string }} sent
   * @param {(raw: any) => any} read
   */
  async function call(method, path, sent, read = () => undefined) {
    const { body, id } = sent;
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), TIMEOUT);
    let response;
    try {
      response = await fetch(`${base}/api${path}`, {
        method,
        signal: AbortSignal.any([life.signal, patience.signal]),
        credentials: "omit",
        cache: "no-store",
        headers: {
          ...(body && { "content-type": "application/json" }),
          ...(id && { authorization: `Bearer ${id}` }),
        },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw await refusal(response);
      return read(response.status === 204 ? null : await response.json());
    } catch (error) {
      if (error instanceof ChatError) throw error;
      if (life.signal.aborted) throw new ChatError("stopped");
      if (patience.signal.aborted) throw new ChatError("timeout");
      throw new ChatError(response ? "shape" : "unreachable");
    } finally {
      clearTimeout(timer);
    }
  }

  const mine = "/conversations/mine";
  return {
    clinic: () => call("GET", "/clinic", {}, readClinic),
    start: () => call("POST", "/conversations", { body: {} }, readReply),
    post: (id, { id: messageId, text, payload }) =>
      call("POST", `${mine}/messages`, { id, body: { id: messageId, text, payload } }, readReply),
    rate: (id, message, feedback) => call("POST", `${mine}/feedback`, { id, body: { message, ...feedback } }),
    click: (id, kind) => call("POST", `${mine}/clicks`, { id, body: { kind } }),
    remove: (id) => call("DELETE", mine, { id }),
    stop: () => life.abort(),
  };
}

async function refusal(response) {
  const body = await response.json().catch(() => null);
  return new ChatError(kindOf(response.status, body?.error?.code), {
    status: response.status,
    retryAfter: Number(response.headers.get("retry-after")) || 0,
  });
}
