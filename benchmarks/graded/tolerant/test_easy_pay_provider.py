import unittest

import responses

from bodies import API, EASY_PAY, payment
from tolerant.handlers.easy_pay_provider import logo


class TestLogo(unittest.TestCase):
    @responses.activate
    def test_the_logo_is_a_picture(self):
        responses.get(f"{API}/payments/order-1", json=payment(method=EASY_PAY))
        self.assertTrue(logo("order-1").endswith(".png"))
