"""How the databases of conversations are opened: by the server and by the reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

IN_MEMORY = "sqlite://"


class StoreUnreachable(RuntimeError):
    """The database does not answer; the message says which and what to do."""


def probe(url: str) -> None:
    """Ask a database for its tables.

    Raises:
        StoreUnreachable: if it does not answer.
    """
    shown = shown_address(url)
    try:
        engine = sa.create_engine(url)
        sa.inspect(engine).get_table_names()
        engine.dispose()
    except (SQLAlchemyError, ImportError) as error:
        raise StoreUnreachable(
            f"The conversation store {shown} does not answer ({type(error).__name__}). "
            "Start the database or name another with --store."
        ) from None


def shown_address(url: str) -> str:
    """The address without its password.

    Raises:
        StoreUnreachable: if it is no address.
    """
    try:
        return str(sa.engine.make_url(url).render_as_string(hide_password=True))
    except (SQLAlchemyError, ValueError):
        raise StoreUnreachable(
            "This is no address of a conversation store. Write it like --store "
            "sqlite:///conversations.db or --store postgresql://user:password@host/name."
        ) from None


def opened(url: str) -> sa.engine.Engine:
    """A database that exists: unlike SQLite itself this makes no new file.

    Raises:
        StoreUnreachable: if there is none or it does not answer.
    """
    shown = shown_address(url)
    address = sa.engine.make_url(url)
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
        raise StoreUnreachable(
            f"There is no conversation store {shown}. Start the server once (bot serve), or name the store "
            "it uses with --store."
        )
    probe(url)
    engine = sa.create_engine(url)
    tune(engine)
    return engine


def tune(engine: sa.engine.Engine) -> None:
    """What is deleted from a SQLite file is overwritten; reading does not wait for writing."""
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _tune_sqlite)


def forget_deleted(engine: sa.engine.Engine) -> None:
    """Empty SQLite's write-ahead file, in which deleted rows may still stand."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _tune_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()
