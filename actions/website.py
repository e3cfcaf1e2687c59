"""Addresses of websites, as browsers name where a page comes from."""

from __future__ import annotations

from yarl import URL

EXAMPLE = "https://www.clinic.example"


def origin_of(address: str, schemes: tuple[str, ...] = ("http", "https")) -> str:
    """The origin of a website's address, as browsers write it.

    Raises:
        ValueError: if it is no address of a whole website in one of ``schemes``; says how to write it.
    """
    try:
        url = URL(address.strip())
    except ValueError:
        url = URL()
    if url.scheme not in schemes or not url.host or url.user or url.path.strip("/") or url.query_string:
        raise ValueError(f"{address} is no {schemes[-1]} website. Write it like {EXAMPLE}")
    return str(url.origin())
