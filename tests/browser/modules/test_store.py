"""The store: what other tabs wrote stays, and a browser that keeps nothing loses only what it must."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.modules.conftest import Run

KEY = "clinic-chat:test"
MAKE = """
const { createStore } = await import("/widget/store.js");
const key = "clinic-chat:test";
const usual = { key, local: () => localStorage, session: () => sessionStorage };
const make = (parts = {}) => createStore({ ...usual, ...parts });
const message = (id, more = {}) => ({ id, from: "visitor", text: id, at: 1, ...more });
const add = (store, ...messages) =>
  store.change((state) => { state.id = "c"; state.messages.push(...messages); });
const kept = (area = localStorage) => JSON.parse(area.getItem(key));
const ids = (state) => state.messages.map(({ id }) => id).join("");
"""


async def store(run: Run, body: str, arg: Any = None) -> Any:
    return await run(f"async (arg) => {{ {MAKE} {body} }}", arg)


async def test_looking_writes_nothing(run: Run) -> None:
    assert await store(run, "make().refresh(); return localStorage.length + sessionStorage.length;") == 0


async def test_what_one_tab_keeps_another_one_reads(run: Run) -> None:
    assert await store(run, "add(make(), message('a')); return ids(make().refresh());") == "a"


async def test_two_tabs_that_write_in_turn_lose_nothing_of_each_other(run: Run) -> None:
    body = """const [one, two] = [make(), make()];
      add(one, message("a")); two.refresh(); add(two, message("b")); add(one, message("c")); two.refresh();
      return [ids(one.state), ids(two.state), ids(kept())];"""
    assert await store(run, body) == ["abc"] * 3


async def test_a_message_that_another_tab_overwrote_goes_back_after_what_it_followed(run: Run) -> None:
    body = """const one = make();
      add(one, message("a"), message("b"));
      const old = { ...kept(), messages: [message("a"), message("x")] };
      localStorage.setItem(key, JSON.stringify(old));
      return [ids(one.refresh()), ids(kept())];"""
    assert await store(run, body) == ["abx", "abx"]


async def test_what_was_delivered_is_not_sent_again_because_another_tab_missed_it(run: Run) -> None:
    body = """const one = make();
      add(one, message("a"));
      const unsent = { ...kept(), messages: [message("a", { delivery: "sending" })] };
      localStorage.setItem(key, JSON.stringify(unsent));
      return [one.refresh(), kept()].map(({ messages }) => messages[0].delivery ?? "delivered");"""
    assert await store(run, body) == ["delivered", "delivered"]


async def test_what_another_tab_delivered_is_delivered_here(run: Run) -> None:
    body = """const one = make();
      add(one, message("a", { delivery: "failed" }));
      localStorage.setItem(key, JSON.stringify({ ...kept(), messages: [message("a"), message("b")] }));
      return [ids(one.refresh()), one.state.messages[0].delivery ?? "delivered"];"""
    assert await store(run, body) == ["ab", "delivered"]


async def test_messages_of_another_conversation_are_not_mixed_in(run: Run) -> None:
    body = """const one = make();
      add(one, message("a"));
      localStorage.setItem(key, JSON.stringify({ ...kept(), id: "other", messages: [message("z")] }));
      return ids(one.refresh());"""
    assert await store(run, body) == "z"


async def test_a_conversation_that_another_tab_cleared_does_not_come_back(run: Run) -> None:
    body = """const [one, two] = [make(), make()];
      add(one, message("a")); two.refresh(); two.clear();
      one.change((state) => { state.draft = "half"; });
      return [ids(one.state), one.state.id, one.state.draft];"""
    assert await store(run, body) == ["", None, "half"]


async def test_what_was_cleared_does_not_come_back_when_a_slow_tab_writes_it_once_more(run: Run) -> None:
    body = """const one = make();
      add(one, message("a")); const old = localStorage.getItem(key); one.clear();
      localStorage.setItem(key, old);
      const after = [ids(one.refresh()), localStorage.length];
      one.change((state) => { state.id = "new"; state.messages.push(message("b")); });
      return [...after, ids(make().refresh())];"""
    assert await store(run, body) == ["", 0, "b"]


async def test_clearing_empties_both_kinds_of_storage(run: Run) -> None:
    body = """add(make(), message("a")); sessionStorage.setItem(key, localStorage.getItem(key));
      const one = make(); one.refresh(); one.clear();
      return [localStorage.length, sessionStorage.length, one.state.messages.length];"""
    assert await store(run, body) == [0, 0, 0]


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "7", '"words"', "[]", '{"version": 2, "expires": 9e15}', '{"expires": 9e15}'],
)
async def test_what_is_stored_in_another_form_is_taken_for_nothing(run: Run, text: str) -> None:
    body = "localStorage.setItem(key, arg); const one = make(); return [ids(one.refresh()), one.state.id];"
    assert await store(run, body, text) == ["", None]


async def test_an_expired_conversation_is_not_taken_up(run: Run) -> None:
    body = """add(make(), message("a"));
      localStorage.setItem(key, JSON.stringify({ ...kept(), expires: Date.now() - 1 }));
      return ids(make().refresh());"""
    assert await store(run, body) == ""


async def test_a_message_moves_the_end_of_the_conversation_and_a_draft_does_not(run: Run) -> None:
    body = """const one = make(); add(one, message("a"));
      const ends = (milliseconds) => one.change((state) => { state.expires = Date.now() + milliseconds; });
      ends(1000); one.change((state) => { state.draft = "half"; });
      const afterDraft = one.state.expires - Date.now();
      add(one, message("b"));
      return [afterDraft, (one.state.expires - Date.now()) / 3_600_000];"""
    assert await store(run, body) == [1000, 24]


async def test_the_clinic_says_how_many_hours_a_conversation_is_kept(run: Run) -> None:
    body = """const one = make();
      one.change((state) => { state.clinic = { session_hours: 2 }; state.messages.push(message("a")); });
      return (one.state.expires - Date.now()) / 3_600_000;"""
    assert await store(run, body) == 2


async def test_no_hours_move_the_conversation_into_the_tab_and_hours_move_it_back(run: Run) -> None:
    body = """const one = make(); add(one, message("a"));
      const places = () => [localStorage.getItem(key) !== null, sessionStorage.getItem(key) !== null];
      const found = [places()];
      one.change((state) => { state.clinic = { session_hours: 0 }; }); found.push(places());
      one.change((state) => { state.clinic = { session_hours: 24 }; }); found.push(places());
      return [found, ids(make().refresh())];"""
    assert await store(run, body) == [[[True, False], [False, True], [True, False]], "a"]


async def test_of_a_very_long_conversation_the_newest_200_messages_are_kept(run: Run) -> None:
    body = """const one = make();
      add(one, ...Array.from({ length: 230 }, (_, place) => message(`m${place}`)));
      return [kept().messages.length, kept().messages[0].id, kept().messages.at(-1).id];"""
    assert await store(run, body) == [200, "m30", "m229"]


DENIED = (
    "{ local: () => { throw new DOMException('denied', 'SecurityError'); }, session: () => { throw 0; } }"
)
FULL = """{ local: () => ({ getItem: () => null, removeItem() {},
  setItem() { throw new DOMException("full", "QuotaExceededError"); } }) }"""


@pytest.mark.parametrize("storage", [DENIED, FULL, "{ local: () => null, session: () => undefined }"])
async def test_without_storage_the_conversation_lives_in_memory(run: Run, storage: str) -> None:
    body = f"""const one = make({storage});
      add(one, message("a")); add(one, message("b")); one.change((state) => {{ state.draft = "half"; }});
      const before = [ids(one.state), one.state.draft];
      one.clear();
      return [...before, ids(one.state)];"""
    assert await store(run, body) == ["ab", "half", ""]


async def test_when_the_storage_has_room_again_everything_is_kept(run: Run) -> None:
    body = """let full = true;
      const local = () => ({ getItem: (key) => localStorage.getItem(key), removeItem: () => {},
        setItem(key, text) { if (full) throw new Error("full"); localStorage.setItem(key, text); } });
      const one = make({ local });
      add(one, message("a")); const before = localStorage.length;
      full = false; add(one, message("b"));
      return [before, ids(kept())];"""
    assert await store(run, body) == [0, "ab"]


async def test_two_chats_of_different_servers_keep_their_conversations_apart(run: Run) -> None:
    body = """add(make(), message("a")); add(make({ key: "clinic-chat:other" }), message("b"));
      return [ids(make().refresh()), ids(make({ key: "clinic-chat:other" }).refresh())];"""
    assert await store(run, body) == ["a", "b"]
