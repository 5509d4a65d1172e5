"""The merchant's server: it takes webhooks, and answers as it was told last."""

from collections import Counter

import httpx

SECRET = "whsec_" + "c2VjcmV0" * 4


class Receiver:
    """What came in, by webhook id, and what is answered from now on."""

    def __init__(self):
        self.status = 200
        self.posts = Counter()

    def __call__(self, request):
        """Take a webhook."""
        self.posts[request.headers["webhook-id"]] += 1
        return httpx.Response(self.status)
