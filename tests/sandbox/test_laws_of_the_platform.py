"""What lasts, held against a plain model of it: whatever is done, in whatever order, on both sides."""

from __future__ import annotations

from datetime import timedelta

from documented_errors.platform import CONTRACT_BODY, PARTNER
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from pytest_portone.sandbox.clock import written

BODIES = {
    "contracts": CONTRACT_BODY,
    "partners": PARTNER | {"defaultContractId": "base"},
    "additional-fee-policies": {"name": "shipping", "fee": {"fixedRate": 5_000}, "vatPayer": "PARTNER"},
    "discount-share-policies": {"name": "half", "partnerShareRate": 50_000},
}
WHICH = {
    "kind": st.sampled_from(sorted(BODIES)),
    "side": st.sampled_from(["live", "test"]),
    "name": st.sampled_from(["x", "y"]),
}
WORDS = st.sampled_from(["red", "green", "blue"])
HOURS = st.integers(1, 3)


class Life(RuleBasedStateMachine):
    """Does to a sandbox and to a model the same."""

    def __init__(self, merchant_of):
        super().__init__()
        self.merchant, self.known = merchant_of(), {}
        for side in ("live", "test"):
            self.send("POST", side, "contracts", CONTRACT_BODY | {"id": "base"})

    def send(self, method, side, path, body=None):
        query = {"test": "true"} if side == "test" else {}
        return self.merchant.send(method, f"/platform/{path}", body, query=query)

    def ask(self, method, which, *, to="", body=None, unless):
        """Send it, and see that it is refused just where the model says so; then the model is to be changed."""
        side, kind, name = which
        response = self.send(method, side, f"{kind}/{name}{to}", body)
        refused = which not in self.known or unless(self.known[which])
        assert (response.status == 200) is not refused, response.json()
        return not refused

    @rule(**WHICH)
    def create(self, kind, side, name):
        response = self.send("POST", side, kind, BODIES[kind] | {"id": name})
        assert (response.status == 409) is ((side, kind, name) in self.known)
        if response.status == 200:
            self.known[side, kind, name] = {"name": BODIES[kind]["name"], "archived": False, "pending": None}

    @rule(**WHICH, word=WORDS)
    def change(self, kind, side, name, word):
        which = side, kind, name
        if self.ask("PATCH", which, body={"name": word}, unless=lambda known: known["archived"]):
            self.known[which]["name"] = word

    @rule(**WHICH, word=WORDS, hours=HOURS)
    def schedule(self, kind, side, name, word, hours):
        which, at = (side, kind, name), self.merchant.sandbox.clock.now + timedelta(hours=hours)
        body = {"update": {"name": word}, "appliedAt": written(at)}
        if self.ask(
            "POST", which, to="/schedule", body=body, unless=lambda known: known["archived"] or known["pending"]
        ):
            self.known[which]["pending"] = word, at

    @rule(**WHICH, word=WORDS, hours=HOURS)
    def reschedule(self, kind, side, name, word, hours):
        which, at = (side, kind, name), self.merchant.sandbox.clock.now + timedelta(hours=hours)
        body = {"update": {"name": word}, "appliedAt": written(at)}
        if self.ask("PUT", which, to="/schedule", body=body, unless=lambda known: not known["pending"]):
            self.known[which]["pending"] = word, at

    @rule(**WHICH)
    def cancel(self, kind, side, name):
        if self.ask("DELETE", (side, kind, name), to="/schedule", unless=lambda known: not known["pending"]):
            self.known[side, kind, name]["pending"] = None

    @rule(**WHICH)
    def archive(self, kind, side, name):
        if self.ask("POST", (side, kind, name), to="/archive", unless=lambda known: known["pending"]):
            self.known[side, kind, name]["archived"] = True

    @rule(**WHICH)
    def recover(self, kind, side, name):
        if self.ask("POST", (side, kind, name), to="/recover", unless=lambda _: False):
            self.known[side, kind, name]["archived"] = False

    @rule(hours=HOURS)
    def wait(self, hours):
        now = self.merchant.sandbox.clock.advance(hours=hours)
        for known in self.known.values():
            if known["pending"] and known["pending"][1] <= now:
                known["name"], known["pending"] = known["pending"][0], None

    @invariant()
    def the_sandbox_is_as_the_model(self):
        for side in ("live", "test"):
            for kind in BODIES:
                self.compare(side, kind)

    def compare(self, side, kind):
        shown = {}
        for archived in (False, True):
            body = {"filter": {"isArchived": archived}, "page": {"size": 100}}
            shown |= {each["id"]: each for each in self.send("GET", side, kind, body).json()["items"]}
        found = {name: (each["name"], each["isArchived"], each["isForTest"]) for name, each in shown.items()}
        found.pop("base", None)
        assert found == {
            name: (known["name"], known["archived"], side == "test")
            for (of, what, name), known in self.known.items()
            if (of, what) == (side, kind)
        }


def test_the_platform_lives_as_its_model(merchant_of):
    run_state_machine_as_test(
        lambda: Life(merchant_of), settings=settings(max_examples=15, stateful_step_count=25, deadline=None)
    )
