"""PortOne's side from a sandbox, from events, from webhooks, from recordings, and of settlements."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone import contracts, strategies
from pytest_portone.reconciliation.reading import api, asking, cassettes, events, sandbox, settlements, webhooks
from pytest_portone.reconciliation.reading.asking import ApiError
from pytest_portone.reconciliation.reading.gathering import Gathering
from pytest_portone.reconciliation.reading.portone_fields import UnreadableJsonError
from pytest_portone.sandbox import Request, Sandbox, Settings

FEW = settings(deadline=None, max_examples=40)
AMOUNT = {"total": 1_000, "taxFree": 0, "discount": 0, "paid": 1_000, "cancelled": 0, "cancelledTaxFree": 0}
PAID = {"status": "PAID", "id": "order-1", "storeId": "store-1", "amount": AMOUNT, "currency": "KRW"}
BACK = {"status": "SUCCEEDED", "id": "c-1", "totalAmount": 400, "taxFreeAmount": 0, "vatAmount": 36, "reason": "torn"}


def post(world, path, **body):
    headers = {"authorization": f"PortOne {world.secret}", "content-type": "application/json"}
    return world.handle(Request("POST", path, "", headers, json.dumps(body).encode()))


def shop(count=12, contract=None):
    made = Sandbox(contract)
    for number in range(count):
        made.clock.advance(minutes=1)
        made.customer.pay(f"order-{number}", 1_000 + number)
        if number % 3 == 0:
            assert post(made, f"/payments/order-{number}/cancel", reason="torn", amount=100).status == 200
            assert post(made, f"/payments/order-{number}/cancel", reason="torn").status == 200
    return made


def listed(side):
    frame = side.frame
    return (frame if hasattr(frame, "to_pylist") else frame.to_arrow_table()).to_pylist()


def kept(side, *left_out):
    return Counter(
        tuple((name, value) for name, value in each.items() if name not in {"source", *left_out})
        for each in listed(side)
    )


class TestSandbox:
    @pytest.mark.parametrize("version", contracts.versions())
    def test_it_is_what_the_api_gives(self, version):
        world = shop(contract=contracts.load(version))
        later = world.clock.now + timedelta(days=1)
        assert kept(sandbox.side(world)) == kept(api.side(asking.in_process(world), until=later))
        assert len(listed(sandbox.side(world))) == 12 + 8

    def test_the_sandbox_takes_no_notice(self):
        world = shop(3)
        world.faults.server_error()
        before = world.dump(), len(world.calls), len(world.faults.waiting), len(world.events)
        sandbox.side(world)
        assert (world.dump(), len(world.calls), len(world.faults.waiting), len(world.events)) == before

    def test_every_store_is_read(self):
        world = Sandbox(settings=Settings(store_id="store-a", stores=frozenset({"store-a", "store-b"})))
        body = {
            "channelKey": "channel-key-1",
            "orderName": "shoes",
            "currency": "KRW",
            "amount": {"total": 1_100},
            "method": {
                "card": {"credential": {"number": "4111110000001111", "expiryYear": "30", "expiryMonth": "01"}}
            },
        }
        for store in ("store-a", "store-b"):
            assert post(world, "/payments/order-1/instant", storeId=store, **body).status == 200
        assert [each["payment_id"] for each in listed(sandbox.side(world))] == ["order-1", "order-1"]


class TestEvents:
    def test_they_tell_of_all_money_that_moved(self):
        world = shop()
        later = world.clock.now + timedelta(days=1)
        told = events.side(asking.in_process(world), until=later, size=5)
        whole = sandbox.side(world)
        assert kept(told, "status") == kept(whole, "status")
        assert told.unread == 0

    @FEW
    @given(st.data())
    def test_every_event_is_read_or_put_aside(self, data):
        drawn = strategies.types("PaymentEvent", evolved=data.draw(st.booleans()), coherent=data.draw(st.booleans()))
        event = json.loads(json.dumps(data.draw(drawn)))
        gathering = Gathering()
        found = gathering.read(events.entries, event, "here")
        assert len(found) + gathering.unread == 1
        if found and event["type"] == "PAID":
            assert (found[0].kind, found[0].amount) == ("payment", event["totalAmount"]["total"])

    def test_an_event_without_its_cancellation_tells_the_amount_that_went_back(self):
        event = {
            "type": "CANCELLED",
            "id": "e-1",
            "paymentId": "order-1",
            "currency": "KRW",
            "eventAmount": -700,
            "createdAt": "2026-03-01T00:00:00Z",
        }
        [found] = events.entries(event, "here")
        assert (found.kind, found.state, found.amount, found.entry_id) == ("cancellation", "done", 700, "e-1")

    def test_an_event_of_an_unknown_type_is_aside(self):
        event = {"type": "SPLIT", "id": "e-1", "paymentId": "order-1", "currency": "KRW", "totalAmount": AMOUNT}
        with pytest.raises(
            UnreadableJsonError, match="type: received a text, expected one of PAID, PARTIAL_CANCELLED"
        ):
            events.entries(event, "here")

    def test_an_older_contract_has_no_events(self):
        with pytest.raises(ApiError, match="GET /payment-events-by-cursor: received 404 NOT_FOUND"):
            events.side(asking.in_process(Sandbox(contracts.load("2024-10-24"))))


def line(method, path, answer, status=200, body=None):
    exchange = {"method": method, "url": f"https://api.portone.io{path}", "status": status, "responseBody": answer}
    return json.dumps(exchange | ({"requestBody": body} if body else {}))


def written(folder, *lines, name="calls.ndjson"):
    path = folder / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


class TestRecordings:
    def test_each_payment_counts_as_it_was_last_seen(self, tmp_path):
        newer = PAID | {"statusChangedAt": "2026-03-02T00:00:00Z", "status": "CANCELLED"}
        older = PAID | {"statusChangedAt": "2026-03-01T00:00:00Z"}
        path = written(
            tmp_path,
            line("GET", "/payments/order-1", newer),
            line("GET", "/payments", {"items": [older, PAID | {"id": "order-2"}]}),
            line("GET", "/payments-by-cursor", {"items": [{"payment": PAID | {"id": "order-3"}, "cursor": "x"}]}),
            line("GET", "/payments/order-4", {"type": "PAYMENT_NOT_FOUND"}, 404),
        )
        found = cassettes.side([path])
        assert [(each["payment_id"], each["status"]) for each in listed(found)] == [
            ("order-1", "CANCELLED"),
            ("order-2", "PAID"),
            ("order-3", "PAID"),
        ]
        assert (found.unread, listed(found)[0]["source"]) == (0, f"{path}, line 1")

    def test_a_cancellation_in_the_answer_of_its_call_belongs_to_the_payment(self, tmp_path):
        path = written(
            tmp_path,
            line("GET", "/payments/order-1", PAID),
            line("POST", "/payments/order-1/cancel", {"cancellation": BACK}),
            line("POST", "/payments/order-9/cancel", {"cancellation": BACK}),
        )
        found = cassettes.side([path])
        assert [(each["kind"], each["entry_id"], each["amount"]) for each in listed(found)] == [
            ("payment", None, 1_000),
            ("cancellation", "c-1", 400),
        ]
        assert [(each.source, each.reason) for each in found.aside] == [
            (f"{path}, line 3", "received a cancellation of a payment that no answer shows, expected one")
        ]

    def test_a_payment_that_knows_its_cancellation_has_it_once(self, tmp_path):
        waits = BACK | {"status": "REQUESTED"}
        path = written(
            tmp_path,
            line("POST", "/payments/order-1/cancel", {"cancellation": waits}),
            line("GET", "/payments/order-1", PAID | {"status": "PARTIAL_CANCELLED", "cancellations": [BACK]}),
        )
        assert [(each["kind"], each["state"]) for each in listed(cassettes.side([path]))] == [
            ("payment", "done"),
            ("cancellation", "done"),
        ]

    def test_what_cannot_be_read_is_aside(self, tmp_path):
        path = written(
            tmp_path,
            "{",
            line("GET", "/payments/order-1", PAID | {"currency": 1}),
            line("GET", "/payments", {"things": []}),
            line("GET", "/payments/order-2", "<html>"),
            line("POST", "/payments/order-1/cancel", {"cancellation": None}),
        )
        found = cassettes.side([path, tmp_path / "none.har"])
        assert listed(found) == []
        assert found.unread == 5 == len(found.aside)
        wrong = [each.source for each in found.aside if "currency: received 1" in each.reason]
        assert wrong == [f"{path}, line 2, order-1"]

    def test_a_cassette_of_the_sandbox_gives_what_the_sandbox_gives(self, tmp_path):
        world = shop(6)
        headers = {"authorization": f"PortOne {world.secret}"}
        lines = [
            line(
                "GET",
                f"/payments/order-{each}",
                world.handle(Request("GET", f"/payments/order-{each}", "", headers)).json(),
            )
            for each in range(6)
        ]
        assert kept(cassettes.side([written(tmp_path, *lines)])) == kept(sandbox.side(world))


NEW = {
    "type": "Transaction.Paid",
    "timestamp": "2026-03-01T00:00:00Z",
    "data": {"storeId": "store-1", "paymentId": "order-1", "transactionId": "t-1"},
}
OLD = {"payment_id": "order-1", "tx_id": "t-1", "status": "Paid"}


class TestWebhooks:
    def test_both_versions_tell_the_same(self, tmp_path):
        others = [NEW | {"type": "BillingKey.Issued", "data": {"billingKey": "b"}}, NEW | {"type": "Moon.Rises"}]
        told = webhooks.received([written(tmp_path, *map(json.dumps, [NEW, OLD, *others]))])
        assert [(each.payment_id, each.transaction_id, each.event) for each in told.webhooks] == [
            ("order-1", "t-1", "Paid")
        ] * 2
        assert [each.at for each in told.webhooks] == [datetime(2026, 3, 1, tzinfo=UTC), None]
        assert (told.others, told.gathering.unread) == (2, 0)

    def test_recorded_webhooks_are_read_from_traffic(self, tmp_path):
        signed = {"webhook-id": "1", "webhook-signature": "v1,x", "webhook-timestamp": "1"}
        exchange = {
            "method": "POST",
            "url": "https://shop.example/hook",
            "status": 200,
            "requestHeaders": signed,
            "requestBody": NEW,
        }
        path = written(tmp_path, json.dumps(exchange), line("GET", "/payments/order-1", PAID))
        [found] = webhooks.received([path]).webhooks
        assert (found.payment_id, found.store_id, found.source) == ("order-1", "store-1", f"{path}, line 1")

    def test_what_cannot_be_read_is_aside(self, tmp_path):
        path = written(tmp_path, json.dumps(NEW), "{", "[]", "{}", json.dumps(NEW | {"timestamp": "noon"}))
        told = webhooks.received([path, tmp_path / "none.har"])
        assert len(told.webhooks) == 1
        assert told.gathering.unread == 5
        assert told.gathering.asides[2].reason == "payment_id: received nothing, expected a text"

    def test_payments_are_looked_up_once_and_what_is_not_found_is_aside(self, tmp_path):
        world = shop(2)
        asked = []

        def ask(path, query):
            asked.append((path, query))
            return asking.in_process(world)(path, query)

        body = {"payment_id": "order-1", "tx_id": "t", "status": "Paid"}
        gone = {"payment_id": "a b/c", "tx_id": "t", "status": "Paid"}
        path = written(tmp_path, *map(json.dumps, [body, body, gone]))
        found = webhooks.side([path], ask)
        assert [(each["payment_id"], each["amount"], each["source"]) for each in listed(found)] == [
            ("order-1", 1_001, f"{path}, line 2")
        ]
        assert asked == [("/payments/order-1", {}), ("/payments/a%20b%2Fc", {})]
        assert (found.unread, found.aside[0].source) == (1, f"{path}, line 3")

    def test_a_payment_that_both_versions_tell_of_is_looked_up_in_its_store(self, tmp_path):
        asked = []
        path = written(tmp_path, json.dumps(OLD), json.dumps(NEW))
        webhooks.side([path], lambda path, query: asked.append((path, query)) or PAID)
        assert asked == [("/payments/order-1", {"storeId": "store-1"})]

    def test_a_refusal_is_raised(self, tmp_path):
        def refuse(path, _query):
            raise asking.refused(path, 403, b"")

        with pytest.raises(ApiError, match="received 403, expected 200; name a store"):
            webhooks.side([written(tmp_path, json.dumps(OLD))], refuse)

    @FEW
    @given(st.data())
    def test_every_webhook_is_read(self, data):
        body = json.loads(json.dumps(data.draw(strategies.types("Webhook", evolved=data.draw(st.booleans())))))
        found = webhooks.read(body, "here")
        assert (found is not None) == (body["type"].startswith("Transaction.") and "paymentId" in body["data"])


SUMMARY = {"totalSupplyAmount": 900, "totalVatAmount": 90, "totalTaxFreeAmount": 10, "totalAmount": 1_000}
CARD = {"paymentMethod": "CARD", "supplyAmount": 1_080, "vatAmount": 108, "taxFreeAmount": 12, "totalAmount": 1_200}
MOBILE = {"paymentMethod": "MOBILE", "supplyAmount": -180, "vatAmount": -18, "taxFreeAmount": -2, "totalAmount": -200}
JULY = date(2026, 7, 1), date(2026, 7, 31)


class TestSettlements:
    @pytest.mark.parametrize("amount", [-(2**63), 0, 2**63 - 1])
    def test_every_int64_is_an_amount(self, amount):
        told = {"id": "p-1", "status": "PAID_OUT", "settlementCurrency": "KRW", "amount": amount}
        [found] = settlements.partner_entries(told, "here")
        assert found.amount == amount
        with pytest.raises(UnreadableJsonError, match=r"amount: received .*, expected an integer"):
            settlements.partner_entries(told | {"amount": amount - 2**64 if amount < 0 else amount + 2**64}, "here")

    def test_a_report_is_a_row_for_each_method(self):
        asked = []

        def ask(path, query):
            asked.append((path, json.loads(query["requestBody"])))
            return {"summary": SUMMARY, "items": [CARD, MOBILE]}

        found = settlements.vat_report("settlements", *JULY, ask)
        assert asked == [
            (
                "/payment-reconciliations/settlements/vat-report",
                {"dateRange": {"from": "2026-07-01", "until": "2026-07-31"}},
            )
        ]
        first, second = listed(found)
        assert (first["kind"], first["entry_id"]) == ("settlement", "settlements 2026-07-01/2026-07-31 CARD")
        assert (first["amount"], first["vat"], first["tax_free"], first["currency"]) == (1_200, 108, 12, "KRW")
        assert (second["amount"], second["payment_id"]) == (-200, None)
        assert first["at"] == datetime(2026, 7, 30, 15, tzinfo=UTC)

    def test_a_report_without_methods_is_its_sum(self):
        [found] = listed(settlements.vat_report("transactions", *JULY, lambda *_: {"summary": SUMMARY}))
        assert (found["entry_id"], found["amount"]) == ("transactions 2026-07-01/2026-07-31 ALL", 1_000)

    def test_a_report_whose_methods_do_not_sum_up_is_aside(self):
        found = settlements.vat_report("settlements", *JULY, lambda *_: {"summary": SUMMARY, "items": [CARD]})
        assert found.unread == 1
        assert found.aside[0].reason == "; ".join(
            f"summary.{name}: received {received}, expected {expected}, the sum of the items"
            for name, received, expected in [
                ("totalSupplyAmount", 900, 1_080),
                ("totalVatAmount", 90, 108),
                ("totalTaxFreeAmount", 10, 12),
                ("totalAmount", 1_000, 1_200),
            ]
        )

    def test_a_longer_report_is_asked_for_three_months_at_a_time(self):
        asked = []

        def ask(_, query):
            asked.append(json.loads(query["requestBody"])["dateRange"])
            return {"summary": SUMMARY}

        found = listed(settlements.vat_report("settlements", date(2025, 11, 30), date(2026, 6, 1), ask))
        assert asked == [
            {"from": "2025-11-30", "until": "2026-02-27"},
            {"from": "2026-02-28", "until": "2026-05-27"},
            {"from": "2026-05-28", "until": "2026-06-01"},
        ]
        assert [each["entry_id"] for each in found] == [
            f"settlements {each['from']}/{each['until']} ALL" for each in asked
        ]

    @pytest.mark.parametrize("days", [(date(2026, 7, 1), date(2026, 9, 30)), (date(9999, 12, 1), date.max)])
    def test_three_months_are_one_report(self, days):
        assert len(listed(settlements.vat_report("settlements", *days, lambda *_: {"summary": SUMMARY}))) == 1

    @pytest.mark.parametrize("arguments", [("rain", *JULY), ("settlements", *JULY[::-1])])
    def test_arguments_that_do_not_fit_are_refused(self, arguments):
        with pytest.raises(ValueError, match="expected"):
            settlements.vat_report(*arguments, lambda *_: {})

    def test_every_partner_settlement_is_there_once(self):
        by_hand = {
            "type": "MANUAL",
            "settlementDate": "2026-07-10",
            "settlementCurrency": "KRW",
            "amount": 500,
            "taxFreeAmount": 50,
            "isForTest": True,
        }
        order = by_hand | {"type": "ORDER", "isForTest": False, "amount": {"settlement": 700, "settlementTaxFree": 7}}
        older = order | {"amount": {"settlement": -80, "taxFree": 8}}
        kinds = [
            by_hand | {"id": "p-0", "status": "PAID_OUT"},
            order | {"id": "p-1", "status": "CANCELLED"},
            older | {"id": "p-2", "status": "ON_THE_MOON"},
        ]
        everything = [*kinds, *(by_hand | {"id": f"p-{each}", "status": "IN_PAYOUT"} for each in range(3, 230))]

        def ask(_path, query):
            page = json.loads(query["requestBody"])["page"]
            return {"items": everything[page["number"] * page["size"] :][: page["size"]]}

        found = listed(settlements.partners([date(2026, 7, 10)], ask))
        assert [each["entry_id"] for each in found] == [f"p-{each}" for each in range(230)]
        assert [(each["state"], each["amount"], each["tax_free"], each["channel"]) for each in found[:4]] == [
            ("done", 500, 50, "TEST"),
            ("failed", 700, 7, "LIVE"),
            ("pending", -80, 8, "LIVE"),
            ("pending", 500, 50, "TEST"),
        ]
        assert found[0]["at"] == datetime(2026, 7, 9, 15, tzinfo=UTC)

    @pytest.mark.parametrize("version", ["2024-10-24", "2026-07-03"])
    @pytest.mark.parametrize("evolved", [False, True])
    def test_the_settlements_of_every_contract_are_read(self, version, evolved):
        contract = contracts.load(version)

        @FEW
        @given(strategies.types("PlatformPartnerSettlement", contract=contract, evolved=evolved))
        def check(settlement):
            gathering = Gathering()
            read = gathering.read(settlements.partner_entries, json.loads(json.dumps(settlement)), "here")
            if not read:
                [aside] = gathering.asides
                undated = "settlementDate: received a text, expected a date" in aside.reason
                largest = settlement["type"] == "ORDER_CANCEL" and f"received {-(2**63)}" in aside.reason
                assert largest or (undated and version == "2024-10-24")
                return
            [found], told = read, settlement["amount"]
            sign = -1 if settlement["type"] == "ORDER_CANCEL" else 1
            assert found.amount == (sign * told["settlement"] if isinstance(told, dict) else told)

        check()

    @pytest.mark.parametrize("amount", [0, 700, -80])
    def test_what_is_settled_of_cancelled_orders_is_given_back(self, amount):
        told = {"type": "ORDER_CANCEL", "id": "p-1", "status": "PAID_OUT", "settlementCurrency": "KRW"}
        amounts = {"settlement": amount, "settlementTaxFree": amount // 10}
        [found] = settlements.partner_entries(told | {"amount": amounts}, "here")
        assert (found.amount, found.tax_free) == (-amount, -(amount // 10))

    def test_more_than_an_int64_is_not_given_back(self):
        told = {"type": "ORDER_CANCEL", "id": "p-1", "status": "PAID_OUT", "settlementCurrency": "KRW"}
        with pytest.raises(UnreadableJsonError, match="amount: received -9223372036854775808, expected"):
            settlements.partner_entries(told | {"amount": {"settlement": -(2**63)}}, "here")

    @FEW
    @given(strategies.types("GetPaymentReconciliationSettlementVatReportResponse", coherent=False))
    def test_every_report_is_read_or_put_aside(self, report):
        found = settlements.vat_report("settlements", *JULY, lambda *_: report)
        assert found.unread or sum(each["amount"] for each in listed(found)) == report["summary"]["totalAmount"]

    def test_what_the_sandbox_makes_up_is_read_or_put_aside(self):
        ask = asking.in_process(Sandbox())
        assert settlements.vat_report("settlements", *JULY, ask).frame is not None
        assert settlements.partners([], ask).frame is not None
