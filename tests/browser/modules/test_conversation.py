"""The conversation: each message is answered once, in whatever order things happen."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.modules.conftest import Run

# `server` answers as the test says; what it was asked is in `asked`, what was told in `told`.
MAKE = """
const { createConversation } = await import("/widget/conversation.js");
const { createStore } = await import("/widget/store.js");
const { ChatError } = await import("/widget/protocol.js");
const key = "clinic-chat:test";
const asked = [], told = [];
const answer = (id, more = {}) => ({ id, from: "assistant", text: id, at: 1, ...more });
const reply = (id, ...ids) => ({ id, messages: ids.map((one) => answer(one)) });
const facts = { clinic: { name: "Hill" }, notice: { version: "7", text: "" }, limits: {}, session_hours: 24 };
const fail = (kind, parts) => { throw new ChatError(kind, parts); };
let started = 0;
const server = {
  clinic: async () => facts,
  start: async () => reply(`c${(started += 1)}`, `hello${started}`),
  post: async (id, { id: sent }) => reply(sent, `re ${sent}`),
  rate: async () => {}, click: async () => {}, remove: async () => {}, stop: () => {},
};
const protocol = Object.fromEntries(Object.keys(server).map((name) =>
  [name, (...rest) => { asked.push([name, ...rest]); return server[name](...rest); }]));
const make = () => createConversation({ protocol, notify: (name, detail) => told.push([name, detail]),
  store: createStore({ key, local: () => localStorage, session: () => sessionStorage }) });
const turn = async () => { for (let step = 0; step < 60; step += 1) await null; };
const calls = (name) => asked.filter(([each]) => each === name);
const named = (name) => told.filter(([each]) => each === name).map(([, detail]) => detail);
const held = () => {
  let done;
  const promise = new Promise((resolve) => { done = resolve; });
  return { promise, done };
};
const shown = (one) => one.state.messages.map(({ from, text }) => (from === "visitor" ? `> ${text}` : text));
const said = (one) => shown(one).map((text) => text.replace(/re \\S{36}/, "re"));
"""


async def conversation(run: Run, body: str, arg: Any = None) -> Any:
    return await run(f"async (arg) => {{ {MAKE} {body} }}", arg)


async def test_opening_learns_the_facts_and_greets_once(run: Run) -> None:
    body = """const one = make(); await one.begin(); await one.begin();
      return [said(one), calls("start").length, named("greeting-received").length, one.clinic.clinic.name];"""
    assert await conversation(run, body) == [["hello1"], 1, 1, "Hill"]


async def test_messages_written_at_once_are_answered_one_after_the_other(run: Run) -> None:
    body = """const one = make(); await one.begin();
      let open = 0, most = 0;
      server.post = async (id, { id: sent }) => {
        most = Math.max(most, (open += 1)); await null; open -= 1; return reply(sent, `re ${sent}`); };
      one.send("a"); one.send("b"); one.send("c"); await turn();
      return [said(one), most, calls("post").map(([, , { text }]) => text)];"""
    assert await conversation(run, body) == [
        ["hello1", "> a", "> b", "> c", "re", "re", "re"],
        1,
        ["a", "b", "c"],
    ]


async def test_messages_written_before_anything_is_known_begin_one_conversation(run: Run) -> None:
    body = """const one = make(); one.send("a"); one.send("b"); one.begin(); await turn();
      return [calls("start").length, said(one), new Set(calls("post").map(([, id]) => id)).size];"""
    assert await conversation(run, body) == [1, ["> a", "> b", "re", "re"], 1]


async def test_an_answer_that_is_delivered_twice_is_shown_and_told_once(run: Run) -> None:
    body = """const one = make(); await one.begin();
      server.post = async (id, { id: sent }) => reply(sent, "same", "hello1");
      one.send("a"); await turn(); one.send("b"); await turn();
      return [said(one), named("answer-received").map(({ messages }) => messages.length)];"""
    assert await conversation(run, body) == [["hello1", "> a", "same", "> b"], [1]]


async def test_an_answer_that_comes_after_the_chat_was_cleared_is_dropped_without_a_write(run: Run) -> None:
    body = """const one = make(); await one.begin();
      const late = held(); server.post = () => late.promise;
      one.send("a"); await turn(); await one.clear();
      late.done(reply("x", "late")); await turn();
      return [shown(one), localStorage.length, named("answer-received").length];"""
    assert await conversation(run, body) == [[], 0, 0]


async def test_an_answer_that_comes_after_another_tab_cleared_the_chat_is_dropped(run: Run) -> None:
    body = """const one = make(); await one.begin();
      const late = held(); server.post = () => late.promise;
      one.send("a"); await turn();
      localStorage.removeItem(key); one.follow();
      late.done(reply("x", "late")); await turn();
      return [shown(one), localStorage.length, named("answer-received").length];"""
    assert await conversation(run, body) == [[], 0, 0]


async def test_a_failure_after_another_tab_cleared_the_chat_is_no_trouble(run: Run) -> None:
    body = """const one = make(); await one.begin();
      const late = held(); server.post = async () => { await late.promise; fail("server"); };
      one.send("a"); await turn();
      localStorage.removeItem(key); one.follow(); late.done(); await turn();
      return [shown(one), localStorage.length, named("send-failed").length];"""
    assert await conversation(run, body) == [[], 0, 0]


async def test_a_failure_after_the_chat_was_cleared_is_no_trouble(run: Run) -> None:
    body = """const one = make(); await one.begin();
      const late = held(); server.post = async () => { await late.promise; fail("server"); };
      one.send("a"); await turn(); await one.clear(); late.done(); await turn();
      return [named("send-failed").length, shown(one)];"""
    assert await conversation(run, body) == [0, []]


async def test_a_conversation_the_server_forgot_begins_anew_with_the_same_message(run: Run) -> None:
    body = """const one = make(); await one.begin();
      server.post = async (id, { id: sent }) =>
        (id === "c1" ? fail("gone", { status: 404 }) : reply(sent, "re"));
      one.send("a"); await turn();
      const posts = calls("post");
      return [said(one), one.state.id, posts.length, posts[0][2].id === posts[1][2].id];"""
    assert await conversation(run, body) == [["hello1", "> a", "re"], "c2", 2, True]


async def test_a_server_that_forgets_every_time_is_asked_twice_and_not_for_ever(run: Run) -> None:
    body = """const one = make(); await one.begin();
      server.post = async () => fail("gone", { status: 404 });
      one.send("a"); await turn();
      return [calls("post").length, named("send-failed").length, one.state.messages.at(-1).delivery];"""
    assert await conversation(run, body) == [2, 1, "refused"]


async def test_trouble_is_told_once_however_often_it_is_tried_again(run: Run) -> None:
    body = """const one = make(); await one.begin(); server.post = async () => fail("unreachable");
      one.send("a"); await turn(); await one.wake(); await turn(); await one.wake(); await turn();
      return [calls("post").length, named("send-failed").length];"""
    assert await conversation(run, body) == [3, 1]


async def test_what_waits_behind_a_failed_message_is_marked_as_unsent_too(run: Run) -> None:
    body = """const one = make(); await one.begin(); server.post = async () => fail("server");
      one.send("a"); one.send("b"); await turn();
      return one.state.messages.slice(1).map(({ delivery }) => delivery);"""
    assert await conversation(run, body) == ["failed", "failed"]


async def test_a_refused_message_goes_again_only_when_the_visitor_asks(run: Run) -> None:
    body = """const one = make(); await one.begin();
      server.post = async () => fail("refused", { status: 400 });
      one.send("a"); await turn(); await one.wake(); await turn();
      const before = calls("post").length;
      server.post = async (id, { id: sent }) => reply(sent, "re");
      one.retry(); await turn();
      return [before, calls("post").length, said(one)];"""
    assert await conversation(run, body) == [1, 2, ["hello1", "> a", "re"]]


async def test_what_another_tab_has_not_sent_yet_is_left_to_that_tab(run: Run) -> None:
    body = """const one = make(), two = make(); await one.begin(); two.follow();
      const late = held(); server.post = () => late.promise;
      one.send("a"); await turn(); two.follow(); two.wake(); await turn();
      return calls("post").length;"""
    assert await conversation(run, body) == 1


async def test_what_a_closed_page_left_unsent_is_sent_by_the_next_one(run: Run) -> None:
    body = """const one = make(); await one.begin(); server.post = () => new Promise(() => {});
      one.send("a"); await turn();
      server.post = async (id, { id: sent }) => reply(sent, "re");
      const next = make(); await next.begin(); await turn();
      const [first, second] = calls("post").map(([, , { id }]) => id);
      return [said(next), first === second];"""
    assert await conversation(run, body) == [["hello1", "> a", "re"], True]


async def test_an_answer_another_tab_got_is_told_here_once(run: Run) -> None:
    body = """const one = make(), two = make(); await one.begin(); two.follow();
      one.send("a"); await turn();
      told.length = 0; two.follow(); two.follow();
      return [said(two), named("answer-received").length];"""
    assert await conversation(run, body) == [["hello1", "> a", "re"], 1]


async def test_a_question_of_another_tab_is_shown_and_not_told(run: Run) -> None:
    body = """const one = make(), two = make(); await one.begin(); two.follow();
      server.post = () => new Promise(() => {});
      one.send("a"); told.length = 0; two.follow();
      return [said(two), told.map(([name]) => name)];"""
    assert await conversation(run, body) == [["hello1", "> a"], ["changed"]]


async def test_sending_accepts_the_notice_that_was_shown(run: Run) -> None:
    body = """const one = make(); await one.begin(); const before = one.state.accepted;
      one.send("a"); return [before, one.state.accepted];"""
    assert await conversation(run, body) == [None, "7"]


async def test_who_writes_before_the_notice_is_known_has_accepted_no_version_of_it(run: Run) -> None:
    body = """server.clinic = () => new Promise(() => {});
      const one = make(); one.send("a"); return one.state.accepted;"""
    assert await conversation(run, body) is None


async def test_a_pressed_button_is_marked_where_it_was_pressed(run: Run) -> None:
    body = """const one = make(); await one.begin();
      one.send("Yes", { payload: "/yes", of: "hello1" }); await turn();
      return [one.state.messages[0].chosen, calls("post")[0][2].payload];"""
    assert await conversation(run, body) == ["/yes", "/yes"]


@pytest.mark.parametrize(
    ("outcome", "deleted"),
    [
        ("undefined", True),
        ('fail("refused", { status: 404 })', True),
        ('fail("gone", { status: 404 })', True),
        ('fail("unreachable")', False),
        ('fail("server", { status: 500 })', False),
        ('fail("timeout")', False),
    ],
)
async def test_the_chat_is_deleted_when_the_server_says_so_or_has_none(
    run: Run, outcome: str, deleted: bool
) -> None:
    body = f"""const one = make(); await one.begin(); server.remove = async () => {{ {outcome}; }};
      const result = await one.clear();
      return [result, named("chat-cleared"), calls("remove"), localStorage.length];"""
    told = {"deleted": deleted, "id": "c1"}
    assert await conversation(run, body) == [deleted, [told], [["remove", "c1"]], 0]


async def test_clearing_can_be_tried_again_for_the_conversation_it_was_meant_for(run: Run) -> None:
    body = """const one = make(); await one.begin(); server.remove = async () => fail("server");
      await one.clear(); server.remove = async () => {};
      return [await one.clear(named("chat-cleared")[0].id), calls("remove").map(([, id]) => id)];"""
    assert await conversation(run, body) == [True, ["c1", "c1"]]


async def test_clearing_a_chat_that_never_began_asks_the_server_nothing(run: Run) -> None:
    body = "const one = make(); return [await one.clear(), asked.length];"
    assert await conversation(run, body) == [True, 0]


async def test_a_rating_that_is_lost_is_told_and_still_shown(run: Run) -> None:
    body = """const one = make(); await one.begin(); server.rate = async () => fail("unreachable");
      one.rate("hello1", { value: "down", reason: "unclear" }); await turn();
      return [named("feedback-lost").length, one.state.messages[0].feedback];"""
    assert await conversation(run, body) == [1, {"value": "down", "reason": "unclear"}]


async def test_a_followed_link_is_counted_only_in_a_conversation_and_never_troubles_anyone(run: Run) -> None:
    body = """const one = make(); one.followed("phone"); await one.begin();
      server.click = async () => fail("server"); one.followed("booking"); await turn();
      return [calls("click"), named("send-failed").length];"""
    assert await conversation(run, body) == [[["click", "c1", "booking"]], 0]


@pytest.mark.parametrize(
    ("clinic", "start", "told"),
    [
        ("facts", 'reply("c1", "hello")', "reached"),
        ('fail("server")', 'reply("c1", "hello")', "not-reached"),
        ("facts", 'fail("server")', "not-reached"),
        ('fail("shape")', 'fail("server")', "not-reached"),
        ('fail("stopped")', 'fail("stopped")', "reached"),
    ],
)
async def test_opening_says_whether_the_server_was_reached(
    run: Run, clinic: str, start: str, told: str
) -> None:
    body = f"""server.clinic = async () => {clinic}; server.start = async () => {start};
      await make().begin();
      return told.map(([name]) => name).filter((name) => name.endsWith("reached"));"""
    assert await conversation(run, body) == [told]


async def test_a_known_conversation_opens_without_trouble_when_the_facts_cannot_be_renewed(run: Run) -> None:
    body = """const one = make(); await one.begin(); told.length = 0;
      server.clinic = async () => fail("unreachable");
      await make().begin();
      return told.map(([name]) => name).filter((name) => name.endsWith("reached"));"""
    assert await conversation(run, body) == ["reached"]


async def test_coming_back_learns_the_facts_that_could_not_be_learnt_before(run: Run) -> None:
    body = """server.clinic = async () => fail("unreachable"); const one = make(); await one.begin();
      server.clinic = async () => facts; await one.wake(); await turn();
      return [one.clinic.clinic.name, named("clinic-known").length];"""
    assert await conversation(run, body) == ["Hill", 1]


async def test_before_the_chat_was_opened_coming_back_asks_nothing(run: Run) -> None:
    assert await conversation(run, "await make().wake(); return asked.length;") == 0


async def test_ids_of_messages_are_random_and_never_the_same(run: Run) -> None:
    body = """const one = make(); server.post = () => new Promise(() => {});
      for (let count = 0; count < 50; count += 1) one.send("a");
      const ids = one.state.messages.map(({ id }) => id);
      return [new Set(ids).size, ids.every((id) => /^[0-9a-f-]{36}$/.test(id))];"""
    assert await conversation(run, body) == [50, True]
