import unittest

import responses

from bodies import API, CANCELLATION
from tolerant.handlers.unittest_assertion import cancel


class TestCancel(unittest.TestCase):
    def setUp(self):
        self.portone = responses.RequestsMock()
        self.portone.start()
        self.addCleanup(self.portone.stop)
        self.portone.post(f"{API}/payments/order-1/cancel", json={"cancellation": CANCELLATION})

    def test_the_whole_amount_goes_back(self):
        self.assertEqual(cancel("order-1")["totalAmount"], 1_000)
