"""The protocol: what is sent, and what each way of failing is called."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, Route

from tests.browser.modules.conftest import Run

CALL = """async ({ name, parts = [], server = "" }) => {
  const { createProtocol } = await import("/widget/protocol.js");
  const protocol = (window.protocol = createProtocol(server));
  try {
    return { value: (await protocol[name](...parts)) ?? null };
  } catch ({ kind, status, retryAfter, transient, message }) {
    return { kind, status, retryAfter, transient, message };
  }
}"""
REPLY = {"id": "c", "messages": [{"id": "m", "text": "Hello", "at": 5}]}


async def failed(run: Run, page: Page, **answer: Any) -> dict[str, Any]:
    await page.route("**/api/**", lambda route: route.fulfill(**answer))
    told: dict[str, Any] = await run(CALL, {"name": "start"})
    return told


@pytest.mark.parametrize(
    ("status", "code", "kind", "again"),
    [
        (400, "bad_request", "refused", False),
        (401, None, "refused", False),
        (403, None, "refused", False),
        (404, "conversation_not_found", "gone", False),
        (404, "not_found", "refused", False),
        (404, None, "refused", False),
        (413, None, "too_long", False),
        (429, None, "busy", True),
        (500, None, "server", True),
        (502, None, "server", True),
        (503, None, "server", True),
        (599, None, "server", True),
    ],
)
async def test_each_status_has_a_name_and_says_whether_to_try_again(
    run: Run, page: Page, status: int, code: str | None, kind: str, again: bool
) -> None:
    body = {"json": {"error": {"code": code}}} if code else {"body": "<h1>proxy</h1>"}
    told = await failed(run, page, status=status, **body)
    assert (told["kind"], told["status"], told["transient"]) == (kind, status, again)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7), ("0", 0), ("soon", 0), ("Wed, 21 Oct 2026 07:28:00 GMT", 0), ("1.5", 1.5), ("", 0)],
)
async def test_a_wait_the_server_asks_for_is_read_where_it_is_a_number(
    run: Run, page: Page, header: str, seconds: float
) -> None:
    told = await failed(run, page, status=429, headers={"retry-after": header}, body="{}")
    assert told["retryAfter"] == seconds


@pytest.mark.parametrize("body", ["", "{", "<p>", "null", "[]", '"text"', '{"id": "c"}', '{"messages": []}'])
async def test_an_answer_in_another_form_is_named_and_tried_again(run: Run, page: Page, body: str) -> None:
    told = await failed(run, page, body=body)
    assert (told["kind"], told["status"], told["transient"]) == ("shape", 0, True)


async def test_a_network_that_drops_the_request_is_told_from_a_server_that_fails(
    run: Run, page: Page
) -> None:
    await page.route("**/api/**", lambda route: route.abort())
    told = await run(CALL, {"name": "start"})
    assert (told["kind"], told["status"], told["transient"]) == ("unreachable", 0, True)


async def test_after_15_seconds_without_an_answer_the_request_is_given_up(run: Run, page: Page) -> None:
    await page.route("**/api/**", lambda route: None)
    async with page.expect_request("**/api/clinic"):
        await run(
            f"(parts) => {{ ({CALL})(parts).then((told) => {{ window.told = told; }}); }}", {"name": "clinic"}
        )
    await page.clock.run_for(14_900)
    assert await run("() => window.told ?? null") is None
    async with page.expect_event("requestfailed"):
        await page.clock.run_for(200)
    await page.wait_for_function("() => window.told", polling=20)
    assert (await run("() => window.told"))["kind"] == "timeout"
    await run("() => { delete window.told; }")


async def test_a_chat_that_is_taken_away_ends_its_requests(run: Run, page: Page) -> None:
    await page.route("**/api/**", lambda route: None)
    async with page.expect_request("**/api/clinic"):
        await run(f"(parts) => {{ window.asking = ({CALL})(parts); }}", {"name": "clinic"})
    told = await run("() => { protocol.stop(); return window.asking; }")
    assert (told["kind"], told["transient"]) == ("stopped", False)


async def test_the_id_goes_in_a_header_and_nowhere_else(run: Run, page: Page) -> None:
    seen: list[Any] = []

    async def answer(route: Route) -> None:
        seen.append(route.request)
        await route.fulfill(json={**REPLY, "clinic": {"name": "x"}, "notice": {"text": "x"}})

    await page.route("**/api/**", answer)
    message = {"id": "m1", "text": "hi", "payload": "/hi", "at": 5, "delivery": "sending"}
    calls: list[tuple[str, list[Any]]] = [
        ("post", ["secret", message]),
        ("rate", ["secret", "m", {"value": "up"}]),
        ("click", ["secret", "phone"]),
        ("remove", ["secret"]),
    ]
    for name, parts in calls:
        await run(CALL, {"name": name, "parts": parts})
    assert [request.headers["authorization"] for request in seen] == ["Bearer secret"] * 4
    assert [request.url for request in seen if "secret" in request.url] == []
    assert [request.method for request in seen] == ["POST", "POST", "POST", "DELETE"]
    assert [request.post_data_json for request in seen] == [
        {"id": "m1", "text": "hi", "payload": "/hi"},
        {"message": "m", "value": "up"},
        {"kind": "phone"},
        None,
    ]


async def test_no_cookie_and_no_cache_take_part(run: Run, page: Page) -> None:
    sent = await run(
        """async () => {
          const { createProtocol } = await import("/widget/protocol.js");
          const real = window.fetch, seen = [];
          window.fetch = async (url, { credentials, cache }) => {
            seen.push([credentials, cache]); return new Response("{}"); };
          const protocol = createProtocol("");
          await Promise.allSettled([protocol.clinic(), protocol.start(), protocol.remove("x")]);
          window.fetch = real;
          return seen;
        }"""
    )
    assert sent == [["omit", "no-store"]] * 3


@pytest.mark.parametrize(
    "address", ["", "https://chat.example", "https://chat.example/", "https://chat.example/a"]
)
async def test_the_address_of_the_server_may_end_in_a_slash(run: Run, address: str) -> None:
    asked = await run(
        """async (server) => {
          const { createProtocol } = await import("/widget/protocol.js");
          const real = window.fetch;
          let asked;
          window.fetch = async (url) => { asked = url; throw new TypeError(); };
          await createProtocol(server).clinic().catch(() => {});
          window.fetch = real;
          return asked;
        }""",
        address,
    )
    assert asked == f"{address.rstrip('/')}/api/clinic"


async def test_an_empty_answer_is_enough_where_nothing_is_expected(run: Run, page: Page) -> None:
    await page.route("**/api/**", lambda route: route.fulfill(status=204))
    assert await run(CALL, {"name": "click", "parts": ["id", "phone"]}) == {"value": None}
    assert (await run(CALL, {"name": "start"}))["kind"] == "shape"
