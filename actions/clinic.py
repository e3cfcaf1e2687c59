"""The clinic's facts: schema of ``clinic.yml``, loading, and the words made of them."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import BaseModel, Extra, Field, ValidationError, validator

from actions.booking import Booking
from actions.opening_times import (
    Span,
    must_be_holiday,
    must_be_weekday,
    parse_dates,
    parse_holidays,
    parse_spans,
    parse_special_days,
    parse_week,
)
from actions.website import origin_of

FILE_VARIABLE = "CLINIC_FILE"
DEFAULT_FILE = "clinic.yml"
EXAMPLE_DOMAINS = ("example", "test", "invalid", "localhost")
EXAMPLE_SITES = ("example.com", "example.org", "example.net")
FICTIONAL_PHONE = re.compile(r"555[-.\s]?01\d\d$")
MAIL_HOST = re.compile(r"@([\w.-]+\w)")
# What each line below a field must be called.
WEEKS: dict[str, Callable[[Any], Any]] = {
    "hours": must_be_weekday,
    "special_days": parse_dates,
    "holidays": must_be_holiday,
}


class ClinicFileError(ValueError):
    """``clinic.yml`` cannot be used; each of ``problems`` says where, what and the remedy."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def is_example_host(host: str) -> bool:
    """Whether a host is reserved for examples: no page can be there."""
    in_site = any(host == site or host.endswith(f".{site}") for site in EXAMPLE_SITES)
    return in_site or host.rsplit(".", 1)[-1] in EXAMPLE_DOMAINS


class Clinic(BaseModel):
    """``clinic.yml``; an empty field means that the clinic has not told us."""

    demo: bool = Field(False, description="true while invented values are left")
    name: str = Field(..., description="the clinic's name")
    town: str = Field(..., description="the town it is in")
    timezone: str = Field("America/Edmonton", description="IANA time zone of the opening hours")
    phone: str | None = Field(None, description="main number, like 780-555-0142")
    email: str | None = Field(None, description="address for general mail")
    fax: str | None = Field(None, description="fax number")
    privacy_contact: str | None = Field(None, description="whom to ask about privacy")
    keep_unanswered: bool | None = Field(
        None, description="true keeps questions without a good answer for 30 days, redacted"
    )
    websites: list[str] = Field(
        default_factory=list, description="websites of other origins that embed the chat"
    )
    booking: Booking = Field(default_factory=Booking, description="online booking")
    address: str | None = Field(None, description="street address")
    directions: str | None = Field(None, description="how to find the door, bus lines")
    parking: str | None = Field(None, description="where to park")
    hours: dict[str, list[Span]] = Field(default_factory=dict, description="opening hours by day")
    special_days: dict[date, list[Span]] = Field(
        default_factory=dict, description="days with other hours, by date"
    )
    holidays: dict[str, list[Span]] = Field(
        default_factory=dict, description="hours on Alberta's public holidays, by name; all for the rest"
    )
    prices: str | None = Field(None, description="what visits cost")
    needling_price: str | None = Field(None, description="what needling costs")
    visit_length: str | None = Field(None, description="how long visits take")
    payment: str | None = Field(None, description="ways to pay")
    direct_billing: str | None = Field(None, description="insurers billed directly")
    wcb: str | None = Field(None, description="work injuries: WCB contract")
    car_accident: str | None = Field(None, description="car crash claims at this clinic")
    public_coverage: str | None = Field(None, description="publicly funded physiotherapy here")
    first_visit: str | None = Field(None, description="what happens at the first visit here")
    cancellation: str | None = Field(None, description="the clinic's cancelling rule")
    access: str | None = Field(None, description="stairs, ramp, washroom, service animals")
    languages: str | None = Field(None, description="languages spoken")
    team: str | None = Field(None, description="the therapists")
    services: str | None = Field(None, description="what else the clinic offers")
    receipts: str | None = Field(None, description="receipts and forms")
    companion: str | None = Field(None, description="bringing someone along")
    wait_list: str | None = Field(None, description="waiting list")

    class Config:
        extra = Extra.forbid

    @validator("*", pre=True)
    def _blank_is_unknown(cls, value: Any) -> Any:
        if isinstance(value, str):
            return value.strip() or None
        return value

    @validator("keep_unanswered")
    def _only_if_someone_answers_for_it(cls, value: bool | None, values: dict[str, Any]) -> bool | None:
        if value and not values.get("privacy_contact"):
            raise ValueError(
                "needs privacy_contact filled in too: visitors must know whom to ask about what is kept"
            )
        return value

    @validator("timezone")
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"{value} is not a time zone. Alberta is America/Edmonton") from None
        return value

    @validator("phone", "fax")
    def _ten_digits(cls, value: str | None) -> str | None:
        digits = re.sub(r"\D", "", value or "")
        if value is not None and not (len(digits) == 10 or (len(digits) == 11 and digits[0] == "1")):
            raise ValueError("is not a phone number of ten digits. Write it like 780-555-0142")
        return value

    @validator("email")
    def _one_at(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
            raise ValueError("is not an e-mail address. Write it like desk@clinic.ca")
        return value

    @validator("hours", pre=True)
    def _week(cls, value: Any) -> dict[str, list[Span]]:
        return parse_week(_lines(value, 'each day below it, like mon: "08:00-18:00"'))

    @validator("special_days", pre=True)
    def _dates(cls, value: Any) -> dict[date, list[Span]]:
        return parse_special_days(_lines(value, "each date below it, like 2026-12-25: closed"))

    @validator("holidays", pre=True)
    def _holidays(cls, value: Any) -> dict[str, list[Span]]:
        return parse_holidays(_lines(value, "each holiday below it, like Family Day: closed"))

    @validator("websites", pre=True)
    def _origins(cls, value: Any) -> list[str]:
        listed = [value] if isinstance(value, str) else value or []
        return [origin_of(str(each), ("https",)) for each in listed]

    @validator("booking", pre=True)
    def _booking(cls, value: Any) -> Any:
        return value or {}

    @property
    def phone_url(self) -> str | None:
        """``tel:+1...`` or None."""
        if self.phone is None:
            return None
        return "tel:+1" + re.sub(r"\D", "", self.phone)[-10:]

    def placeholder_problems(self) -> list[str]:
        """Every demo value still in the file, one sentence each."""
        problems = []
        if self.demo:
            problems.append("demo: true is set. Remove the line when every value is real.")
        for name in ("phone", "fax"):
            number = getattr(self, name)
            if number and FICTIONAL_PHONE.search(number):
                problems.append(f"{name}: {number} is a number reserved for fiction. Write the clinic's own.")
        host = urlsplit(self.booking.url or "").hostname or ""
        if is_example_host(host):
            problems.append(f"booking.url: {host} is a domain reserved for examples. Write the clinic's own.")
        for name in ("email", "privacy_contact"):
            value = getattr(self, name) or ""
            if any(is_example_host(found) for found in MAIL_HOST.findall(value)):
                problems.append(f"{name}: {value} is an example address. Write the clinic's own.")
        if not self.phone and not self.booking.url:
            problems.append("phone and booking.url are both empty. Visitors need one of them.")
        return problems


def _lines(value: Any, wanted: str) -> dict[Any, Any]:
    """The lines below a name, none if it is blank.

    Raises:
        ValueError: if something else stands there.
    """
    if not isinstance(value or {}, dict):
        raise ValueError(f"needs a line for {wanted}")
    return value or {}


def parse_clinic(text: str, path: str) -> Clinic:
    """Read the file's text.

    Raises:
        ClinicFileError: naming file, line, problem and remedy of every mistake.
    """
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        values = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ClinicFileError([_unreadable(path, line, str(error.problem))]) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ClinicFileError([_unreadable(path, line, "a character that is no text")]) from None
    except (ValueError, RecursionError):
        raise ClinicFileError([_unreadable(path, _impossible_date(text), "a value that cannot be")]) from None
    twice = _doubled(tree)
    if twice:
        raise ClinicFileError(
            [f"{path}, line {line}: {name} stands twice. Keep one." for name, line in twice]
        )
    if not isinstance(values, dict):
        raise ClinicFileError([f"{path}, line 1: the file holds no facts. Start from docs/clinic-file.md."])
    try:
        return Clinic(**{str(key): value for key, value in values.items()})
    except ValidationError as error:
        raise ClinicFileError([_problem(path, tree, each) for each in error.errors()]) from None


def _unreadable(path: str, line: int, problem: str) -> str:
    return (
        f"{path}, line {line}: this line cannot be read ({problem}). "
        'Each line is "name: value", with spaces only and quotes around text that holds a colon.'
    )


def _impossible_date(text: str) -> int:
    for number, line in enumerate(text.splitlines(), 1):
        for found in re.findall(r"\d{4}-\d{2}-\d{2}", line):
            try:
                date.fromisoformat(found)
            except ValueError:
                return number
    return 1


def _doubled(node: Any) -> list[tuple[str, int]]:
    found, seen = [], set()
    for key, value in node.value if isinstance(node, yaml.MappingNode) else []:
        if key.value in seen:
            found.append((str(key.value), key.start_mark.line + 1))
        seen.add(key.value)
        found += _doubled(value)
    return found


def _problem(path: str, tree: Any, error: Any) -> str:
    place = [str(part) for part in error["loc"] if part != "__key__"]
    permitted = ", ".join((error.get("ctx") or {}).get("permitted", ()))
    remedy = {
        "value_error.extra": "This name is not known. Names are listed in docs/clinic-file.md",
        "value_error.missing": "This line is missing. Add it with a value",
        "type_error.none.not_allowed": "This line needs a value",
        "type_error.str": "Write one or more plain sentences, in quotes",
        "type_error.dict": "needs a line below it, like url: https://clinic.janeapp.com",
        "value_error.const": f"This word is not known here. Use {permitted}",
        "value_error.strictbool": "Write true or false",
        "type_error.bool": "Write true or false",
    }.get(error["type"], error["msg"])
    if place[0] in WEEKS:
        place = [place[0], *_wrong_day(tree, place[0])]
        return f"{path}, line {_line(tree, place)}: {place[0]}: {remedy}."
    return f"{path}, line {_line(tree, place)}: {'.'.join(place)}: {remedy}."


def _wrong_day(tree: Any, field: str) -> list[str]:
    """The key of the first day of ``field`` that cannot be read, as a list; empty if none."""
    days = next((value for key, value in tree.value if key.value == field), None)
    for key, value in days.value if isinstance(days, yaml.MappingNode) else []:
        try:
            WEEKS[field](key.value)
            parse_spans(None if value.value in ("", "null", "false") else value.value)
        except (TypeError, ValueError):
            return [str(key.value)]
    return []


def _line(node: Any, place: list[str]) -> int:
    line = 1
    for part in place:
        if not isinstance(node, yaml.MappingNode):
            break
        for key, value in node.value:
            if key.value == part:
                line, node = key.start_mark.line + 1, value
                break
    return line


@functools.lru_cache(maxsize=4)
def _read(path: str, changed: int) -> Clinic:
    return parse_clinic(Path(path).read_text(encoding="utf-8"), path)


def demo_values() -> list[str]:
    """Every demo value left in the file, with file, line and remedy.

    Raises:
        ClinicFileError: if the file is missing or has a mistake.
    """
    path = os.environ.get(FILE_VARIABLE, DEFAULT_FILE)
    problems = load_clinic().placeholder_problems()
    tree = yaml.compose(Path(path).read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    places = [problem.split(":")[0].split(".") for problem in problems]
    return [f"{path}, line {_line(tree, place)}: {problem}" for place, problem in zip(places, problems)]


def load_clinic() -> Clinic:
    """The clinic of ``CLINIC_FILE`` (default ``clinic.yml``), read again when it changes.

    Raises:
        ClinicFileError: if it is missing or has a mistake.
    """
    path = os.environ.get(FILE_VARIABLE, DEFAULT_FILE)
    try:
        return _read(path, os.stat(path).st_mtime_ns)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ClinicFileError(
            [f"{path}, line {line}: the file is not UTF-8 text. Save it as UTF-8."]
        ) from None
    except FileNotFoundError:
        raise ClinicFileError(
            [f"{path} is missing. Start from the example in docs/clinic-file.md."]
        ) from None
