"""Addresses: what may be made live, and what leaves the site."""

from __future__ import annotations

import pytest

from tests.browser.modules.conftest import Run

SAFE = [
    "https://a.example/",
    "HTTP://A.EXAMPLE/b?c=d#e",
    "https://user@a.example/",
    "http://[::1]:8080/",
    "https://ü.example/ä",
    "mailto:ann@a.example",
    "tel:911",
    "tel:+17805550142",
    "sms:988",
    "/",
    "/contact?from=chat#form",
    "#contact",
]
UNSAFE = [
    "",
    " https://a.example/",
    "https://a.example/ b",
    "https://a.example/\n",
    "java\tscript:alert(1)",
    "javascript:alert(1)",
    "data:text/html,x",
    "//a.example/",
    "/\\a.example/",
    "\\\\a.example/",
    "https:a.example",
    "https:///a.example",
    "https://[::1",
    "https://a.example:port/",
    "tel:",
    "tel:abc",
    "mailto:",
    "ftp://a.example/",
    "contact.html",
    "?from=chat",
    "./contact",
    "https://a.example/<b>",
    'https://a.example/"x',
    "https://a.example/`x",
    "https://a.example/\u2028",
    "\ufeffhttps://a.example/",
    "https://a.example/\u00a0",
    "\u0000https://a.example/",
]


async def made_live(run: Run, addresses: list[str]) -> list[str | None]:
    found: list[str | None] = await run(
        """async (addresses) => { const { safeAddress } = await import("/widget/address.js");
             return addresses.map((address) => safeAddress(address)); }""",
        addresses,
    )
    return found


async def test_addresses_that_people_follow_stay_as_they_are(run: Run) -> None:
    assert await made_live(run, SAFE) == SAFE


async def test_addresses_that_could_do_something_else_are_never_live(run: Run) -> None:
    found = await made_live(run, UNSAFE)
    assert [address for address, live in zip(UNSAFE, found, strict=True) if live is not None] == []


async def test_what_is_no_text_is_no_address(run: Run) -> None:
    found = await run(
        """async () => { const { safeAddress } = await import("/widget/address.js");
             const texts = { toString: () => "https://a.example/" };
             return [null, undefined, 7, {}, ["/a"], texts,
               new URL("https://a.example/")].map(safeAddress); }"""
    )
    assert found == [None] * 7


@pytest.mark.parametrize(
    ("address", "leaves"),
    [
        ("https://www.hill.example/a", False),
        ("https://hill.example/", True),
        ("http://www.hill.example/", True),
        ("https://www.hill.example:8443/", True),
        ("https://www.hill.example.evil.example/", True),
        ("https://www.hill.example@evil.example/", True),
        ("HTTPS://WWW.HILL.EXAMPLE/", False),
        ("/contact", False),
        ("#top", False),
        ("tel:911", False),
        ("mailto:a@b.example", False),
    ],
)
async def test_only_a_page_of_another_origin_leaves_the_site(run: Run, address: str, leaves: bool) -> None:
    found = await run(
        """async ([address, origin]) => { const { leavesSite } = await import("/widget/address.js");
             return leavesSite(address, origin); }""",
        [address, "https://www.hill.example"],
    )
    assert found is leaves


@pytest.mark.parametrize(
    ("phone", "address"),
    [("780-555-0142", "tel:7805550142"), ("+1 (780) 555.0142", "tel:+17805550142"), ("9-8-8", "tel:988")],
)
async def test_a_number_written_for_people_can_be_called(run: Run, phone: str, address: str) -> None:
    found = await run(
        """async (phone) => (await import("/widget/address.js")).phoneAddress(phone)""",
        phone,
    )
    assert found == address
    assert await made_live(run, [found]) == [found]
