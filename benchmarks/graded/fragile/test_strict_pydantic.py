import respx

from bodies import API, BANKS
from fragile.handlers.strict_pydantic import bank_names


@respx.mock
def test_banks_are_listed_by_name():
    respx.get(f"{API}/banks").respond(json=BANKS)
    assert bank_names() == ["신한은행"]
