"""Lists by page, whatever they list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone.sandbox.listing import Listing
from pytest_portone.sandbox.refusals import Refusal

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Parcel:
    id: str
    store_id: str
    place: int
    packed_at: datetime
    sent_at: datetime | None


TIMES = {"PACKED_AT": lambda parcel: parcel.packed_at, "SENT_AT": lambda parcel: parcel.sent_at}
FILTERS = {
    "ids": lambda parcel, wanted: parcel.id in wanted,
    "storeId": lambda parcel, wanted: parcel.store_id == wanted,
}
LISTING = Listing(TIMES, FILTERS, "PACKED_AT")

RECORDS = [
    Parcel("old", "store", 0, NOW - timedelta(days=91), NOW - timedelta(days=90)),
    Parcel("late", "store", 1, NOW - timedelta(days=90), NOW),
    Parcel("new", "store", 2, NOW, None),
]

moments = st.integers(-120, 30).map(lambda days: NOW + timedelta(days=days))
parcels = st.lists(st.tuples(moments, st.none() | moments), max_size=8).map(
    lambda times: [Parcel(f"p-{place}", "store", place, *each) for place, each in enumerate(times)]
)


def page(records, listing=LISTING, **body):
    return listing.page(body, lambda _: records, NOW, lambda parcel: parcel.id)


@settings(deadline=None, max_examples=60)
@given(parcels, st.sampled_from(sorted(TIMES)), st.sampled_from(["ASC", "DESC"]), st.integers(1, 4))
def test_the_pages_together_are_what_is_in_the_range_in_its_order(records, by, order, size):
    wanted = {"timeRangeField": "PACKED_AT", "from": "2025-12-01T00:00:00Z", "until": "2026-01-11T00:00:00Z"}
    pages = [
        page(records, filter=wanted, sort={"by": by, "order": order}, page={"number": number, "size": size})
        for number in range(9)
    ]
    found = [each for each in records if NOW - timedelta(days=31) <= each.packed_at <= NOW + timedelta(days=10)]
    never = [each for each in found if TIMES[by](each) is None]
    known = [each for each in found if TIMES[by](each) is not None]
    ascending = never + sorted(known, key=TIMES[by])
    expected = ascending if order == "ASC" else ascending[::-1]
    assert [each for one in pages for each in one["items"]] == [each.id for each in expected]
    assert {one["page"]["totalCount"] for one in pages} == {len(found)}


def test_a_page_that_there_can_not_be_is_refused_before_a_record_is_looked_for():
    def records(_):
        raise AssertionError("looked for")

    with pytest.raises(Refusal, match=r"body\.page\.number.*body\.page\.size") as caught:
        LISTING.page({"page": {"number": -1, "size": -1}}, records, NOW, str)
    assert caught.value.type == "INVALID_REQUEST"


def test_records_are_asked_for_by_the_filter():
    asked = []
    LISTING.page({"filter": {"storeId": "store"}}, lambda wanted: asked.append(wanted) or (), NOW, str)
    LISTING.page({}, lambda wanted: asked.append(wanted) or (), NOW, str)
    assert asked == [{"storeId": "store"}, {}]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["new", "late"]),
        ({"ids": []}, ["new", "late"]),
        ({"ids": ["late"]}, ["late"]),
        ({"unknown": "late"}, ["new", "late"]),
        ({"timeRangeField": "SENT_AT"}, ["late", "old"]),
        ({"timeRangeField": "SENT_AT", "from": "0000-01-01T00:00:00Z"}, ["new", "late", "old"]),
    ],
    ids=str,
)
def test_what_is_let_through(wanted, expected):
    assert page(RECORDS, filter=wanted)["items"] == expected


def test_where_no_field_chooses_the_range_it_is_always_of_the_same_time():
    listing = Listing(TIMES, FILTERS, "PACKED_AT", range_field=None)
    assert page(RECORDS, listing, filter={"timeRangeField": "SENT_AT"})["items"] == ["new", "late"]
