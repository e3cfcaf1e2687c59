/**
 * The types behind the JSDoc of the modules beside this file. Editors read it; browsers never load it.
 * Names mean the same in every module: `strings` is Strings, `clinic` is Clinic | null, `message` is Message,
 * `text`, `id` and `url` are string.
 */

type Strings = Record<string, string>;
type Urgency = "none" | "today" | "emergency" | "911" | "crisis";
type Feedback = { value: "up" | "down"; reason?: "wrong" | "unclear" | "not_my_question" | "other" };
type Button = { title: string; payload: string };
type Link = { kind: string; title: string; url: string | null };
type EmergencyNumber = { title: string; url: string };

interface Message {
  id: string;
  from: "visitor" | "assistant";
  /** Plain text of a visitor, Markdown of the assistant. */
  text: string;
  /** Unix seconds. */
  at: number;
  lang?: string;
  buttons?: Button[];
  metadata?: { answer?: string; urgency?: Urgency | string; links?: Link[]; related?: Button[] };
  /** The payload of the pressed button this message stands for. */
  payload?: string;
  /** Absent once answered. A "failed" message is tried again, a "refused" one only when the visitor asks. */
  delivery?: "sending" | "failed" | "refused";
  greeting?: boolean;
  /** The payload of the button that was pressed under this answer. */
  chosen?: string;
  feedback?: Feedback;
}

interface Clinic {
  clinic: {
    name: string;
    town?: string;
    phone?: string;
    phone_url?: string;
    booking_url?: string | null;
    privacy_url?: string | null;
  };
  emergency: EmergencyNumber[];
  limits: { message_characters: number };
  notice: { version: string; text: string; keeps_questions: boolean };
  /** 0 keeps the conversation for the tab only. */
  session_hours: number;
}

interface Reply {
  id: string;
  messages: Message[];
}

/** What Web Storage keeps. */
interface State {
  version: 1;
  id: string | null;
  messages: Message[];
  draft: string;
  scroll: number | null;
  open: boolean;
  /** The version of the notice under which the visitor sent something. */
  accepted: string | null;
  clinic: Clinic | null;
  /** Milliseconds. */
  expires: number;
}

interface StoreParts {
  key: string;
  local: () => Storage;
  session: () => Storage;
}

interface Store {
  readonly state: State;
  /** Takes over what is stored, here or by another tab. */
  refresh(): State;
  change(edit: (state: State) => void): void;
  clear(): void;
}

type ErrorKind =
  "unreachable" | "timeout" | "server" | "shape" | "gone" | "busy" | "too_long" | "refused" | "stopped";

interface ChatError extends Error {
  kind: ErrorKind;
  /** 0 without a response. */
  status: number;
  /** Seconds. */
  retryAfter: number;
  /** Sending the same message again later may succeed. */
  readonly transient: boolean;
}

/** Every promise rejects with a ChatError. */
interface Protocol {
  clinic(): Promise<Clinic>;
  start(): Promise<Reply>;
  post(id: string, message: Message): Promise<Reply>;
  rate(id: string, message: string, feedback: Feedback): Promise<void>;
  click(id: string, kind: string): Promise<void>;
  remove(id: string): Promise<void>;
  stop(): void;
}

interface OutboxParts {
  next: () => Message | undefined;
  deliver: (message: Message) => Promise<Reply>;
  delivered: (message: Message, reply: Reply) => void;
  failed: (message: Message, error: ChatError) => void;
}

interface Outbox {
  run(): Promise<void>;
  /** The network may be back or the visitor asked: try now and start the waits from the shortest. */
  wake(): Promise<void>;
  stop(): void;
}

interface ConversationParts {
  store: Store;
  protocol: Protocol;
  notify: (name: string, detail?: any) => void;
}

interface Conversation {
  readonly state: State;
  readonly clinic: Clinic | null;
  /** The visitor opened the chat: only now may anything be asked or stored. */
  begin(): Promise<void>;
  /** `button.of` is the id of the answer the pressed button belongs to. */
  send(text: string, button?: { payload?: string; of?: string }): void;
  retry(): void;
  /** The network or the tab came back. */
  wake(): Promise<void>;
  rate(id: string, feedback: Feedback): void;
  followed(kind: string): void;
  /** Resolves to whether the server has deleted its copy as well. */
  clear(id?: string | null): Promise<boolean>;
  /** Another tab wrote. */
  follow(): void;
  /** Stores a part without telling anyone. */
  keep(part: Partial<State>): void;
  stop(): void;
}

interface AnnouncerParts {
  polite: { textContent: string }[];
  assertive: { textContent: string };
}

interface Announcer {
  say(text: string): void;
  alert(text: string): void;
  /** Says so once if an answer takes its time. */
  waiting(text: string): void;
  arrived(): void;
  stop(): void;
}

type Inline =
  | { type: "text" | "code"; text: string }
  | { type: "break" }
  | { type: "strong" | "em"; children: Inline[] }
  | { type: "link"; href: string; children: Inline[] };
type Block = { type: "paragraph"; children: Inline[] } | { type: "list"; ordered: boolean; items: Inline[][] };

/** What the launcher shares with the panel. */
interface Frame {
  host: HTMLElement & { storageKey: string; server: string; phone: string; close(): void };
  shadow: ShadowRoot;
  root: HTMLElement;
  launcher: HTMLElement;
  /** Aborted when the element leaves the page. */
  signal: AbortSignal;
  /** Shows that the chat's files could not be loaded, with the number to call. */
  fail(): void;
  /** The words of the chat's language. */
  strings(): Promise<Strings>;
  unread: number;
}

interface Panel {
  open(options: { focus: boolean }): void;
  close(): void;
  /** Whether the text was short enough to go. */
  send(text: string): boolean;
  clear(): Promise<boolean>;
  destroy(): void;
}

type Follow = (link: Link) => void;
/** A view and how it takes over what changed. */
type View<Change> = { element: HTMLElement; update(change: Change): void };

interface AnswerParts {
  strings: Strings;
  time: (at: number) => string;
  clinic: () => Clinic | null;
  choose: (message: Message, button: Button) => void;
  rate: (id: string, feedback: Feedback) => void;
  follow: Follow;
}

interface ComposerParts {
  strings: Strings;
  limit: () => number;
  onSend: (text: string) => void;
  onDraft: (text: string) => void;
  announcer: Announcer;
}

interface FeedbackParts {
  strings: Strings;
  rate: (feedback: Feedback) => void;
}

interface FooterParts {
  strings: Strings;
  phone: string;
  follow: Follow;
  onHours: () => void;
  onSave: () => void;
  onClear: () => void;
}

interface FullscreenParts {
  host: HTMLElement;
  shadow: ShadowRoot;
  panel: HTMLElement;
  signal: AbortSignal;
}

interface HelpParts {
  strings: Strings;
  phone: string;
  follow: Follow;
  onRetry: () => void;
}

interface LogParts {
  strings: Strings;
  notice: HTMLElement;
  help: HTMLElement;
  actions: Omit<AnswerParts, "strings" | "time">;
}

interface Log {
  element: HTMLElement;
  /** Builds only what is new and touches only what changed, so that the focus stays; returns what was added. */
  render(list: Message[], options: { fresh: boolean }): HTMLElement[];
  /** `again`: an older notice was accepted, so the new one stands where the reading is. */
  placeNotice(again: boolean): void;
  note(text: string, ...more: Node[]): void;
}

interface RepliesParts {
  strings: Strings;
  choose: (button: Button) => void;
  /** Whether the title of the group is seen or only spoken. */
  visible: boolean;
}

interface ScrollingParts {
  log: HTMLElement;
  strings: Strings;
  onScroll: (top: number) => void;
}

interface Scrolling {
  jump: HTMLElement;
  toEnd(): void;
  /** A reader who scrolled up stays put; otherwise the first line of what arrived comes into view. */
  arrived(first: HTMLElement): void;
  restore(top: number | null): void;
}
