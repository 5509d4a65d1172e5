"""The members and what they were charged, in SQLite."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = """
create table if not exists member (id text primary key, billing_key text not null, state text not null);
create table if not exists charge (payment_id text primary key, member text not null, paid_at text);
"""


class Members:
    """All members. A member is `active`, `past due` or `gone`."""

    def __init__(self, path: str) -> None:
        self._path = path
        with self._database() as database:
            database.executescript(SCHEMA)

    @contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path)) as connection, connection:
            connection.row_factory = sqlite3.Row
            yield connection

    def add(self, member: str, billing_key: str) -> None:
        """Let somebody in, or in again."""
        with self._database() as database:
            database.execute("insert or replace into member values (?, ?, 'active')", (member, billing_key))

    def get(self, member: str) -> dict[str, Any] | None:
        """Who it is, with the months that have been paid."""
        with self._database() as database:
            row = database.execute("select * from member where id = ?", (member,)).fetchone()
            (months,) = database.execute("select count(paid_at) from charge where member = ?", (member,)).fetchone()
        return dict(row, months=months) if row else None

    def set_state(self, member: str, state: str) -> None:
        """Note how a member stands."""
        with self._database() as database:
            database.execute("update member set state = ? where id = ?", (state, member))

    def with_key(self, billing_key: str) -> str | None:
        """Whose card it is."""
        with self._database() as database:
            row = database.execute("select id from member where billing_key = ?", (billing_key,)).fetchone()
        return row["id"] if row else None

    def note_charge(self, payment_id: str, member: str, paid_at: str | None) -> None:
        """Note a charge; `paid_at` is None as long as it has not gone through."""
        with self._database() as database:
            database.execute("insert or replace into charge values (?, ?, ?)", (payment_id, member, paid_at))

    def charged(self, payment_id: str) -> str | None:
        """Whom a charge is for."""
        with self._database() as database:
            row = database.execute("select member from charge where payment_id = ?", (payment_id,)).fetchone()
        return row["member"] if row else None
