"""The status of an identity verification is the name of a member of an enum."""

from enum import IntEnum

from clients import by_httpx2 as portone


class Progress(IntEnum):
    READY = 1
    FAILED = 2
    VERIFIED = 3


def progress(verification_id):
    body = portone.get(f"/identity-verifications/{verification_id}").body
    return body["id"], Progress[body["status"]]
