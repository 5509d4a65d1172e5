"""As `fragile.handlers.cattrs_forbid`, and survives what it does not know."""

import attrs
from cattrs import Converter

from clients import by_requests as portone

converter = Converter()


@attrs.frozen
class Customer:
    id: str
    name: str
    birthDate: str


def who(verification_id):
    body = portone.get(f"/identity-verifications/{verification_id}").body
    return converter.structure(body["verifiedCustomer"], Customer)
