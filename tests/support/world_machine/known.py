"""The ids that came to exist, by the names that requests have for them."""

import json

from world_machine import merchant

_ALIASES = {
    "scheduleId": "paymentScheduleId",
    "verificationId": "identityVerificationId",
    "txId": "transactionId",
    "scheduleIds": "paymentScheduleId",
    "paymentSessionId": "sessionId",
}
_STATIC = {
    "paymentId": ("p-1", "p-2", "p-3", "p-4"),
    "identityVerificationId": ("v-1", "v-2"),
    "channelKey": tuple(each.key for each in merchant.CHANNELS),
    "channelGroupId": ("group",),
    "promotionId": tuple(each.id for each in merchant.PROMOTIONS),
    "profileKey": tuple(each.key for each in merchant.PROFILES),
    "storeId": (merchant.OWN, merchant.OWN, merchant.OTHER),
    "apiSecret": (merchant.SECRET,),
    "number": merchant.CARDS,
    "currency": ("KRW",),
}
_SINGLE = ("schedule", "cancellation", "webhook", "session")


class Known:
    """Ids by name, oldest first; the order is that of their appearance, so that it is the same in every run."""

    def __init__(self):
        self._found = {name: dict.fromkeys(values) for name, values in _STATIC.items()}

    def of(self, name):
        """The ids that a field or a parameter of this name can have; empty for none."""
        return list(self._found.get(_ALIASES.get(name, name), ()))

    def add(self, name, value):
        """Take note of an id."""
        self._found.setdefault(_ALIASES.get(name, name), {})[value] = None

    def gather(self, value, parent=""):
        """Take note of every id in an answer: of fields that end so, and of `id` by what it is the id of."""
        if isinstance(value, list):
            for each in value:
                self.gather(each, parent.removesuffix("s"))
        if not isinstance(value, dict):
            return
        for name, each in value.items():
            if name == "id" and parent in _SINGLE:
                self.add(f"{parent}Id", each)
            elif isinstance(each, str) and name in _GATHERED:
                self.add(name, each)
            else:
                self.gather(each, name)

    def copy(self):
        """The same ids, to go back to."""
        return json.loads(json.dumps(self._found))

    def restore(self, copy):
        """Know what `copy` gave, and no more."""
        self._found = json.loads(json.dumps(copy))


_GATHERED = frozenset({"billingKey", "sessionId", "accessToken", "refreshToken", "transactionId"})
