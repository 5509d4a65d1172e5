from fragile.handlers.enum_by_name import progress


def test_the_verification_is_ours(portone):
    verification_id, _ = progress("verification-1")
    assert verification_id == "verification-1"
