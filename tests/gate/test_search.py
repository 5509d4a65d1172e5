"""Finding which of many changes break a test: always all of them, in few runs."""

from hypothesis import given
from hypothesis import strategies as st

from pytest_portone.gate.search import Run, Search

MANY = 12
CHANGES = st.sets(st.integers(0, MANY - 1))


class Subject:
    """A test that some changes break alone, some only together, and that comes to some only without others."""

    def __init__(self, alone=(), together=(), hidden=None):
        self.alone, self.together, self.hidden = set(alone), [set(each) for each in together], hidden or {}
        self.runs = []

    def run(self, changes):
        self.runs.append(list(changes))
        applied = frozenset(each for each in changes if self.hidden.get(each) not in changes)
        broke = applied & self.alone or any(each <= applied for each in self.together)
        return Run(applied, "broke" if broke else None)


def found(search):
    return sorted(tuple(sorted(each.changes)) for each in search.culprits)


@given(CHANGES, st.booleans())
def test_every_change_that_breaks_alone_is_found_and_all_others_survive(alone, one_by_one):
    search = Search(Subject(alone).run)
    (search.one_by_one if one_by_one else search.all_at_once)(range(MANY))
    assert found(search) == sorted((each,) for each in alone)
    assert search.survived == set(range(MANY)) - alone
    assert all(each.how == "broke" for each in search.culprits)


def test_nothing_that_breaks_takes_one_run():
    subject = Subject()
    Search(subject.run).all_at_once(range(MANY))
    assert subject.runs == [list(range(MANY))]


def test_one_of_many_is_found_by_halving():
    subject = Subject([700])
    search = Search(subject.run)
    search.all_at_once(range(1024))
    assert found(search) == [(700,)]
    assert len(subject.runs) <= 1 + 2 * 10


@given(st.sets(st.integers(0, MANY - 1), min_size=2, max_size=4))
def test_what_breaks_only_together_is_found_without_anything_besides(together):
    search = Search(Subject(together=[together]).run)
    search.all_at_once(range(MANY))
    assert found(search) == [tuple(sorted(together))]
    assert search.survived >= set(range(MANY)) - together


@given(CHANGES, st.dictionaries(st.integers(1, MANY - 1), st.just(0)))
def test_what_a_change_hides_is_tried_without_it(alone, hidden):
    alone = alone - {0}
    search = Search(Subject(alone, hidden=hidden).run)
    search.all_at_once(range(MANY))
    assert found(search) == sorted((each,) for each in alone)
    assert search.survived == set(range(MANY)) - alone


def test_what_is_never_come_to_is_neither_found_nor_survives():
    search = Search(lambda changes: Run(frozenset(changes) - {3}))
    search.all_at_once(range(5))
    search.one_by_one([3])
    assert search.culprits == []
    assert search.survived == {0, 1, 2, 4}


def test_what_breaks_by_itself_is_nobodys_fault():
    search = Search(lambda _changes: Run(frozenset(), "broke"))
    search.all_at_once(range(5))
    assert search.culprits == []
    assert search.survived == set()
