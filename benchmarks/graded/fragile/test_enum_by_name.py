from fragile.handlers.enum_by_name import progress


def test_the_verification_is_ours(portone):
    portone.customer.verify_identity("verification-1")
    verification_id, _ = progress("verification-1")
    assert verification_id == "verification-1"
