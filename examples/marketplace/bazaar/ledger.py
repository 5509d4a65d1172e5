"""The bazaar's books: orders, the money that moved, and what sellers are owed. Amounts are in won."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from bazaar.catalogue import PRODUCTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TABLES = """
    CREATE TABLE orders (id TEXT PRIMARY KEY);
    CREATE TABLE lines (order_id TEXT, product TEXT, quantity INTEGER, PRIMARY KEY (order_id, product));
    CREATE TABLE taken (wish TEXT, order_id TEXT, product TEXT, quantity INTEGER, cancellation TEXT);
    CREATE TABLE money (id TEXT PRIMARY KEY, order_id TEXT, kind TEXT, amount INTEGER);
    CREATE TABLE owed (transfer TEXT PRIMARY KEY, order_id TEXT, seller TEXT, amount INTEGER, due TEXT);
"""
ROWS = """
    SELECT order_id, kind, amount, CASE kind WHEN 'cancellation' THEN id END AS cancellation FROM money
"""
"""What moved, for a reconciliation with PortOne."""


def worth(quantities: Mapping[str, int]) -> tuple[int, int]:
    """What products cost, and the tax-free part of it."""
    prices = [(PRODUCTS[product], PRODUCTS[product].price * many) for product, many in quantities.items()]
    return sum(price for _, price in prices), sum(price for product, price in prices if product.tax_free)


class Ledger:
    """The books, in memory."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self.connection.executescript(_TABLES)

    def add(self, quantities: Mapping[str, int]) -> str:
        """A new order; its id is also the payment's."""
        [[number]] = self.connection.execute("SELECT count(*) + 1 FROM orders")
        order_id = f"order-{number}"
        self.connection.execute("INSERT INTO orders VALUES (?)", (order_id,))
        rows = [(order_id, product, many) for product, many in quantities.items()]
        self.connection.executemany("INSERT INTO lines (order_id, product, quantity) VALUES (?, ?, ?)", rows)
        return order_id

    def ordered(self, order_id: str) -> dict[str, int]:
        """How many of each product were ordered; none where there is no such order."""
        query = "SELECT product, quantity FROM lines WHERE order_id = ? ORDER BY rowid"
        return dict(self.connection.execute(query, (order_id,)))

    def left(self, order_id: str) -> dict[str, int]:
        """How many of each product are not cancelled, nor about to be."""
        query = "SELECT product, sum(quantity) FROM taken WHERE order_id = ? GROUP BY product"
        gone = dict(self.connection.execute(query, (order_id,)))
        rest = {each: many - gone.get(each, 0) for each, many in self.ordered(order_id).items()}
        return {each: many for each, many in rest.items() if many}

    def wish(self, order_id: str, quantities: Mapping[str, int]) -> str:
        """Put down what is about to be cancelled, before PortOne is asked; gives the wish a name."""
        [[number]] = self.connection.execute("SELECT count(DISTINCT wish) + 1 FROM taken")
        name = f"{order_id}-cancellation-{number}"
        self.take(order_id, name, quantities)
        return name

    def take(self, order_id: str, wish: str, quantities: Mapping[str, int], cancellation: str | None = None) -> None:
        """Put down what is cancelled, by its cancellation where that is known already."""
        rows = [(wish, order_id, product, many, cancellation) for product, many in quantities.items()]
        self.connection.executemany("INSERT INTO taken VALUES (?, ?, ?, ?, ?)", rows)

    def come_true(self, wish: str, cancellation: str) -> None:
        """Put down that PortOne has cancelled what a wish says."""
        self.connection.execute("UPDATE taken SET cancellation = ? WHERE wish = ?", (cancellation, wish))

    def forget_wishes(self, order_id: str) -> None:
        """Strike out what PortOne has not cancelled."""
        self.connection.execute("DELETE FROM taken WHERE order_id = ? AND cancellation IS NULL", (order_id,))

    def wishes(self, order_id: str) -> dict[str, dict[str, int]]:
        """What is about to be cancelled."""
        return self._taken(order_id, "wish", "cancellation IS NULL")

    def taken(self, order_id: str) -> dict[str, dict[str, int]]:
        """What was cancelled, by cancellation."""
        return self._taken(order_id, "cancellation", "cancellation IS NOT NULL")

    def _taken(self, order_id: str, column: str, condition: str) -> dict[str, dict[str, int]]:
        query = f"SELECT {column}, product, quantity FROM taken WHERE order_id = ? AND {condition}"  # noqa: S608
        found: dict[str, dict[str, int]] = {}
        for name, product, quantity in self.connection.execute(query, (order_id,)):
            found.setdefault(name, {})[product] = quantity
        return found

    def book(self, order_id: str, kind: str, entry_id: str, amount: int) -> None:
        """Put down that money moved, once for each id."""
        query = "INSERT OR IGNORE INTO money VALUES (?, ?, ?, ?)"
        self.connection.execute(query, (entry_id, order_id, kind, amount))

    def moved(self, order_id: str, kind: str) -> int:
        """The money that came in (`payment`) or went back (`cancellation`)."""
        query = "SELECT coalesce(sum(amount), 0) FROM money WHERE order_id = ? AND kind = ?"
        [[amount]] = self.connection.execute(query, (order_id, kind))
        return amount

    def owe(self, transfer: str, order_id: str, seller: str, amount: int, due: str) -> None:
        """Put down what a seller is owed, or with a negative amount owes, once for each transfer."""
        query = "INSERT OR IGNORE INTO owed VALUES (?, ?, ?, ?, ?)"
        self.connection.execute(query, (transfer, order_id, seller, amount, due))

    def transfers(self, order_id: str) -> set[str]:
        """The transfers of an order."""
        return {
            row[0] for row in self.connection.execute("SELECT transfer FROM owed WHERE order_id = ?", (order_id,))
        }

    def due(self, day: str) -> dict[str, int]:
        """What each seller is to be paid on a day."""
        query = "SELECT seller, sum(amount) FROM owed WHERE due = ? GROUP BY seller ORDER BY seller"
        return dict(self.connection.execute(query, (day,)))


def by_seller(products: Iterable[str]) -> dict[str, list[str]]:
    """The products of each seller."""
    found: dict[str, list[str]] = {}
    for product in products:
        found.setdefault(PRODUCTS[product].seller, []).append(product)
    return found
