import respx

from bodies import API, BANKS
from tolerant.handlers.whole_body import banks


@respx.mock
def test_the_banks():
    respx.get(f"{API}/banks").respond(json=BANKS)
    assert [each["name"]["ko"] for each in banks()["items"]] == ["신한은행"]
