"""A cattrs converter forbids keys that an attrs class does not have."""

import attrs
from cattrs import Converter

from clients import by_requests as portone

converter = Converter(forbid_extra_keys=True, detailed_validation=False)


@attrs.frozen
class Customer:
    id: str
    name: str
    birthDate: str


def who(verification_id):
    body = portone.get(f"/identity-verifications/{verification_id}").body
    return converter.structure(body["verifiedCustomer"], Customer)
