"""The links under a reply."""

from __future__ import annotations

import re

import pytest

from actions.clinic import Clinic, parse_clinic
from actions.links import MAKERS, URGENT_LINKS, links

NAMED = "name: Hill Physio\ntown: Spruce Grove\n"
WHOLE = (
    NAMED + "phone: 780-963-4021\nemail: desk@hill.ca\nbooking:\n  url: https://hill.janeapp.com/book?a=1\n"
)


def clinic(text: str = WHOLE) -> Clinic:
    return parse_clinic(text, "clinic.yml")


@pytest.mark.parametrize(
    ("kind", "title", "url"),
    [
        ("booking", "Book at Hill Physio", "https://hill.janeapp.com/book?a=1"),
        ("phone", "Call 780-963-4021", "tel:+17809634021"),
        ("email", "E-mail desk@hill.ca", "mailto:desk@hill.ca"),
    ],
)
def test_a_link_names_the_clinics_own_way(kind: str, title: str, url: str) -> None:
    assert links(clinic(), [kind]) == [{"kind": kind, "title": title, "url": url}]


@pytest.mark.parametrize("kind", ["booking", "phone", "email"])
def test_what_the_clinic_does_not_have_gets_no_link(kind: str) -> None:
    assert links(clinic(NAMED), [kind]) == []


@pytest.mark.parametrize(("kind", "url"), [("911", "tel:911"), ("811", "tel:811"), ("988", "tel:988")])
def test_emergency_numbers_are_one_tap_away_whatever_the_clinic_has(kind: str, url: str) -> None:
    (link,) = links(clinic(NAMED), [kind])
    assert (link["kind"], link["url"]) == ("emergency", url)


def test_clearing_the_chat_leads_to_no_address() -> None:
    (link,) = links(clinic(), ["clear_chat"])
    assert link["url"] is None


def test_links_keep_the_order_asked_for() -> None:
    made = links(clinic(), ["phone", "911", "booking"])
    assert [link["kind"] for link in made] == ["phone", "emergency", "booking"]


def test_a_kind_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        links(clinic(), ["fax"])


def test_changing_a_link_does_not_change_the_next_reply() -> None:
    links(clinic(), ["911"])[0]["url"] = "tel:1"
    assert links(clinic(), ["911"])[0]["url"] == "tel:911"


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_every_link_has_a_scheme_that_is_safe_to_open(kind: str) -> None:
    (link,) = links(clinic(), [kind])
    assert re.match(r"(https://|tel:|sms:|mailto:)\S+$", link["url"] or "tel:0")


@pytest.mark.parametrize(
    ("urgency", "urls"),
    [
        ("911", ["tel:911"]),
        ("emergency", ["tel:911", "tel:811"]),
        ("today", ["tel:811", "tel:911"]),
        ("crisis", ["tel:988", "sms:988", "tel:911"]),
    ],
)
def test_each_urgency_has_its_numbers_the_first_one_first(urgency: str, urls: list[str]) -> None:
    assert [link["url"] for link in URGENT_LINKS[urgency]] == urls
