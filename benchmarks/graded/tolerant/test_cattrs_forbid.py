import responses

from bodies import API, VERIFICATION
from tolerant.handlers.cattrs_forbid import who


@responses.activate
def test_the_buyer_is_known_by_name():
    responses.get(f"{API}/identity-verifications/verification-1", json=VERIFICATION)
    assert who("verification-1").name == "홍길동"
