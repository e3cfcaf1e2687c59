"""Addresses of the clinic's booking page: general, and for one kind of visit, therapist or place.

Nothing that a visitor wrote ever enters an address: its parts come from ``clinic.yml`` alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import SplitResult, quote, urlsplit

from pydantic import BaseModel, Extra, Field, validator

Visit = Literal["first", "follow_up", "needling"]
CAMPAIGN = "utm_source=chat"
# How each system takes ids in the query of its booking page. Cliniko: cliniko.com/bookings?...;
# Juvonno: juvonno.com/portal/publicbook.php?...
QUERIES = {
    "cliniko": "business_id={location}&practitioner_id={therapist}&appointment_type_id={visit}",
    "juvonno": "branch_id={location}&dr={therapist}&product_id={visit}",
}
# Whose bookings the clinic may still have to accept.
ACCEPTS_LATER = frozenset({"juvonno"})
HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)
IDENTIFIER = re.compile(r"\w[\w.-]*(/\w[\w.-]*)*")
UNSAFE = re.compile(r"""[\s<>"'\\`{}]""")
SLOT = re.compile(r"\{(\w+)\}")
SLOTS = ("visit", "therapist", "location")


@dataclass(frozen=True)
class Wish:
    """What a booking is to be for; None where nothing is known. Names are those of clinic.yml."""

    visit: Visit | None = None
    therapist: str | None = None
    location: str | None = None


NOTHING_KNOWN = Wish()


def _checked(address: str, hosts: list[str]) -> SplitResult:
    """The parts of an https address on one of ``hosts`` (any host if there are none).

    Raises:
        ValueError: with the remedy.
    """
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
    except ValueError:
        raise ValueError("is not an address. Copy it from the address bar of your browser") from None
    if parts.scheme != "https" or not host:
        raise ValueError("must start with https://, for example https://clinic.janeapp.com")
    if parts.username is not None or parts.password is not None:
        raise ValueError("must not hold a user name or password")
    if UNSAFE.search(address):
        raise ValueError("holds a blank, a quote or a bracket. Copy it from the address bar again")
    if hosts and host not in hosts:
        raise ValueError(
            f"leads to {host}, which is not listed under hosts. Add it there, or mend the address"
        )
    return parts


class Booking(BaseModel):
    """How visitors book: one https link, and ids for more exact ones."""

    hosts: list[str] = Field(default_factory=list, description="the only hosts that links may lead to")
    url: str | None = Field(default=None, description="the clinic's booking page, https")
    system: Literal["jane", "cliniko", "juvonno", "other"] = Field(
        default="other", description="who runs that page"
    )
    template: str | None = Field(
        default=None, description="address with {visit}, {therapist}, {location} for any other system"
    )
    visits: dict[Visit, str] = Field(default_factory=dict, description="id or address of each kind of visit")
    therapists: dict[str, str] = Field(default_factory=dict, description="id or address by therapist's name")
    locations: dict[str, str] = Field(default_factory=dict, description="id or address by place")
    campaign: bool = Field(default=False, description="whether links say that the chat sent the visitor")
    confirmed_later: bool | None = Field(default=None, description="whether bookings wait for a yes")
    card: str | None = Field(default=None, description="what the booking page asks a card for")

    class Config:
        extra = Extra.forbid

    @validator("hosts", "visits", "therapists", "locations", "system", "campaign", pre=True)
    def _blank_is_default(cls, value: Any, field: Any) -> Any:
        return field.get_default() if value in (None, "") else value

    @validator("card", pre=True)
    def _blank_is_unknown(cls, value: Any) -> Any:
        return (value.strip() or None) if isinstance(value, str) else value

    @validator("hosts", each_item=True)
    def _bare_host(cls, value: str) -> str:
        if not HOST.fullmatch(value):
            raise ValueError(f'"{value}" is no host. Write only the host, like clinic.janeapp.com')
        return value.lower()

    @validator("url")
    def _https(cls, value: str | None, values: dict[str, Any]) -> str | None:
        if value:
            _checked(value, values.get("hosts") or [])
        return value

    @validator("template")
    def _fillable(cls, value: str | None, values: dict[str, Any]) -> str | None:
        unknown = [name for name in SLOT.findall(value or "") if name not in SLOTS]
        if unknown:
            raise ValueError(f"{{{unknown[0]}}} is unknown. Use {{visit}}, {{therapist}} and {{location}}")
        if value:
            _checked(SLOT.sub("x", value), _allowed(values))
        return value

    @validator("visits", "therapists", "locations")
    def _id_or_address(cls, value: dict[str, str], values: dict[str, Any]) -> dict[str, str]:
        for name, written in value.items():
            if ":" in written:
                try:
                    _checked(written, _allowed(values))
                except ValueError as error:
                    raise ValueError(f"{name} {error}") from None
            elif not IDENTIFIER.fullmatch(written):
                raise ValueError(f'{name}: "{written}" is no id. Copy the id or the whole address')
        return value

    @property
    def allowed_hosts(self) -> list[str]:
        """The hosts that links and the booking page's own redirects may lead to."""
        return _allowed(self.dict())

    @property
    def is_confirmed_later(self) -> bool:
        """Whether a booking only counts once the clinic has accepted it."""
        if self.confirmed_later is None:
            return self.system in ACCEPTS_LATER
        return self.confirmed_later

    def address(self, wish: Wish = NOTHING_KNOWN) -> str | None:
        """The most exact address for ``wish``, the general one at worst, None without a page."""
        if not self.url:
            return None
        known = {
            "therapist": self.therapists.get(wish.therapist or ""),
            "visit": self.visits.get(wish.visit) if wish.visit else None,
            "location": self.locations.get(wish.location or ""),
        }
        ids = {name: value for name, value in known.items() if value and ":" not in value}
        whole = [value for value in known.values() if value and ":" in value]
        parts = urlsplit(whole[0] if whole else self._with_ids(ids))
        if self.campaign:
            query = "&".join(filter(None, (parts.query, CAMPAIGN)))
            parts = parts._replace(path=parts.path or "/", query=query)
        return parts.geturl()

    def _with_ids(self, ids: Mapping[str, str]) -> str:
        url = self.url or ""
        if self.template:
            return _filled_template(self.template, ids) or url
        if self.system == "jane":
            return _jane(url, ids)
        if self.system in QUERIES and ids:
            parts = urlsplit(url)
            query = "&".join(filter(None, (parts.query, _filled_query(QUERIES[self.system], ids))))
            return parts._replace(query=query).geturl()
        return url


def _allowed(values: Mapping[str, Any]) -> list[str]:
    own = urlsplit(values.get("url") or "").hostname
    return list(values.get("hosts") or ([own.lower()] if own else []))


def _jane(url: str, ids: Mapping[str, str]) -> str:
    """Jane's address: the place in the path, therapist and treatment after ``#``.

    A visit's id is written as Jane does, ``discipline/1/treatment/3``.
    """
    parts = urlsplit(url)
    if "location" in ids:
        parts = parts._replace(path=f"/locations/{quote(ids['location'])}/book")
    elif ids and not parts.path:
        parts = parts._replace(path="/")
    therapist, visit = ids.get("therapist"), ids.get("visit")
    if therapist:
        treatment = f"/treatment/{quote(visit.rsplit('/', 1)[-1])}" if visit else ""
        parts = parts._replace(fragment=f"/staff_member/{quote(therapist)}{treatment}")
    elif visit:
        parts = parts._replace(fragment=f"/{quote(visit)}")
    return parts.geturl()


def _filled_query(query: str, ids: Mapping[str, str]) -> str:
    """``query`` with its ids; what needs an unknown one is left out."""
    kept = [pair for pair in query.split("&") if set(SLOT.findall(pair)) <= ids.keys()]
    return SLOT.sub(lambda match: quote(ids[match.group(1)], safe=""), "&".join(kept))


def _filled_template(template: str, ids: Mapping[str, str]) -> str | None:
    """The address, or None where its path or fragment needs an id that is not known."""
    # Split by hand: urlsplit would take the braces of a template apart.
    address, hash_, fragment = template.partition("#")
    path, mark, query = address.partition("?")
    if not set(SLOT.findall(path + fragment)) <= ids.keys() or not ids:
        return None
    query = _filled_query(query, ids)
    filled = [SLOT.sub(lambda match: quote(ids[match.group(1)]), part) for part in (path, fragment)]
    return f"{filled[0]}{mark if query else ''}{query}{hash_}{filled[1]}"
