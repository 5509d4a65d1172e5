import respx

from bodies import API, BANKS
from fragile.handlers.whole_body import banks


@respx.mock
def test_the_banks():
    respx.get(f"{API}/banks").respond(json=BANKS)
    assert banks() == BANKS
