import responses

from bodies import API, BANKS
from tolerant.handlers.msgspec_forbid import bank_names


@responses.activate
def test_banks_are_listed_by_name():
    responses.get(f"{API}/banks", json=BANKS)
    assert bank_names() == ["신한은행"]
