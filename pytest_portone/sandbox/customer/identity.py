"""The customer who proves to be who they say they are, in the browser's window or in the telecom company's app."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from pytest_portone.sandbox.customer.acting import Acting
from pytest_portone.sandbox.customer.checkout import channel_of, text_of
from pytest_portone.sandbox.customer.errors import CheckoutError
from pytest_portone.sandbox.identity_verifications import verifying
from pytest_portone.sandbox.identity_verifications.people import Person
from pytest_portone.sandbox.identity_verifications.views import identity_verification_json
from pytest_portone.sandbox.payments.models import Failure

if TYPE_CHECKING:
    from typing import Unpack

    from pytest_portone.sandbox.channels import Channel
    from pytest_portone.sandbox.identity_verifications.models import IdentityVerification


class Proof(TypedDict, total=False):
    """Who is at the window, and what the merchant's page hands to it. Every item has a default.

    Attributes:
        name: the whole name.
        customer_id: what the merchant calls the customer.
        phone_number: digits only.
        operator: an `IdentityVerificationOperator`.
        birth_date: as `yyyy-MM-dd`.
        gender: a `Gender`.
        foreigner: whether they are registered as one.
        channel: a channel, or its key.
        custom_data: a text, or what becomes one as JSON.
        store_id: the store; by default the credential's own.
    """

    name: str
    customer_id: str | None
    phone_number: str
    operator: str
    birth_date: str
    gender: str
    foreigner: bool
    channel: Channel | str | None
    custom_data: Any
    store_id: str | None


class Identity(Acting):
    """Verifies an identity, or does not."""

    def open_identity_window(self, verification_id: str, **proof: Unpack[Proof]) -> IdentityVerification:
        """Open the window: the verification is READY, and stays so if nothing follows.

        Raises:
            CheckoutError: `IdentityVerificationAlreadyVerified`; `InvalidEntityState` after too many attempts;
                `ChannelNotFound`, `StoreNotFound`.
            ValueError: something that no verification can hold.
        """
        with self._act():
            return self._begun(verification_id, proof)

    def verify_identity(self, verification_id: str, **proof: Unpack[Proof]) -> IdentityVerification:
        """Verify an identity in the window: the verification is VERIFIED.

        Where nothing is said of who is there, it goes on in the window that is open, if one is.

        Raises:
            CheckoutError, ValueError: as `open_identity_window`.
        """
        with self._act():
            return verifying.verify(self._state, self._at_the_window(verification_id, proof))

    def fail_identity(
        self, verification_id: str, *, reason: str = "the customer gave up", **proof: Unpack[Proof]
    ) -> IdentityVerification:
        """Try to verify an identity in the window and fail: the verification is FAILED, and can be tried again.

        Where nothing is said of who is there, it goes on in the window that is open, if one is.

        Raises:
            CheckoutError, ValueError: as `open_identity_window`.
        """
        with self._act():
            failure = Failure(reason, "NOT_VERIFIED", reason)
            return verifying.fail(self._state, self._at_the_window(verification_id, proof), failure)

    def approve_identity(self, verification_id: str, *, store_id: str | None = None) -> IdentityVerification:
        """Say yes in the app, where the merchant's server had the question sent: what is left is its `confirm`.

        Raises:
            CheckoutError: `InvalidEntityState`, where there is no question.
        """
        with self._act():
            found = self._state.identity_verifications_of(store_id).get(verification_id)
            if found is None or found.method != "APP" or found.status != "READY":
                raise CheckoutError("InvalidEntityState", f"the app asks nothing for {verification_id!r}")
            return verifying.keep(self._state, replace(found, approved=True))

    def _at_the_window(self, verification_id: str, proof: Proof) -> IdentityVerification:
        """The attempt whose window is open, where nothing else is said; else a new one."""
        before = self._state.identity_verifications_of(proof.get("store_id")).get(verification_id)
        is_open = before is not None and before.status == "READY" and before.method is None
        if before is not None and is_open and not proof.keys() - {"store_id"}:
            return before
        return self._begun(verification_id, proof)

    def _begun(self, verification_id: str, proof: Proof) -> IdentityVerification:
        """A new attempt, kept, as one that could be verified."""
        state, store_id = self._state, proof.get("store_id")
        channel, data = channel_of(state, proof.get("channel")), text_of(proof.get("custom_data"))
        attempt = verifying.begin(
            state, verification_id, _person(**proof), channel, store_id=store_id, custom_data=data
        )
        now = state.clock.now
        done = replace(attempt, status="VERIFIED", status_changed_at=now, pg_tx_id="0")
        self._check("IdentityVerification", identity_verification_json(done, state.store(store_id)))
        return verifying.keep(state, attempt)


def _person(  # noqa: PLR0913 - the items of Proof, checked by Python
    *,
    name: str = "Hong Gildong",
    customer_id: str | None = None,
    phone_number: str = "01000000000",
    operator: str = "SKT",
    birth_date: str = "1990-01-01",
    gender: str = "MALE",
    foreigner: bool = False,
    channel: object = None,  # noqa: ARG001 - the caller's business
    custom_data: object = None,  # noqa: ARG001 - likewise
    store_id: object = None,  # noqa: ARG001 - likewise
) -> Person:
    """The person at the window; see `Proof`.

    Raises:
        ValueError: no date of birth.
    """
    try:
        date.fromisoformat(birth_date)
    except ValueError:
        raise ValueError(f"birth_date: received {birth_date!r}, expected a date (yyyy-MM-dd)") from None
    return Person(
        name=name,
        id=customer_id,
        phone_number=phone_number,
        operator=operator,
        birth_date=birth_date,
        gender=gender,
        foreigner=foreigner,
    )
