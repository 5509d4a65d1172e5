"""What PortOne answers, and sends, as merchants keep it beside their tests."""

from __future__ import annotations

import base64
import copy
import hashlib
import hmac
import json
import time

API = "https://api.portone.io"
WEBHOOK_SECRET = "whsec_" + base64.b64encode(b"a webhook secret of a test store").decode()
AT = "2026-03-02T01:02:03.000Z"

BANKS = {"items": [{"bank": "SHINHAN", "name": {"ko": "신한은행"}}]}
CARD = {
    "type": "PaymentMethodCard",
    "card": {"issuer": "SHINHAN_CARD", "brand": "VISA", "type": "CREDIT", "ownerType": "PERSONAL", "bin": "411111"},
    "approvalNumber": "00000001",
}
EASY_PAY = {"type": "PaymentMethodEasyPay", "provider": "KAKAOPAY"}
AMOUNT = {
    "total": 39_000,
    "taxFree": 0,
    "vat": 3_545,
    "supply": 35_455,
    "discount": 0,
    "paid": 39_000,
    "cancelled": 0,
    "cancelledTaxFree": 0,
}
CANCELLATION = {
    "status": "SUCCEEDED",
    "id": "cancellation-1",
    "totalAmount": 1_000,
    "taxFreeAmount": 0,
    "vatAmount": 91,
    "reason": "changed my mind",
    "cancelledAt": AT,
    "requestedAt": AT,
}
VERIFICATION = {
    "status": "VERIFIED",
    "id": "verification-1",
    "verifiedCustomer": {"id": "customer-1", "name": "홍길동", "birthDate": "1990-01-01"},
    "requestedAt": AT,
    "updatedAt": AT,
    "statusChangedAt": AT,
    "verifiedAt": AT,
    "pgTxId": "pg-1",
    "pgRawResponse": "{}",
    "version": "V2",
}
CHANNEL = {"type": "TEST", "key": "channel-key-1", "pgProvider": "TOSSPAYMENTS", "pgMerchantId": "shop"}


def payment(payment_id: str = "order-1", status: str = "PAID", **more: object) -> dict[str, object]:
    """A payment that was paid, or cancelled in part; `paidAt` comes last unless there is `more`."""
    made = {
        "status": status,
        "id": payment_id,
        "transactionId": "transaction-1",
        "merchantId": "merchant-1",
        "storeId": "store-1",
        "method": CARD,
        "channel": CHANNEL,
        "version": "V2",
        "requestedAt": AT,
        "updatedAt": AT,
        "statusChangedAt": AT,
        "orderName": "a pair of shoes",
        "amount": AMOUNT,
        "currency": "KRW",
        "customer": {"id": "customer-1", "name": "홍길동"},
        "origin": {"platformType": "PC", "ipAddress": "127.0.0.1"},
        "disputes": [],
        "paidAt": AT,
    }
    return copy.deepcopy({**made, **more})


def part_cancelled(payment_id: str = "order-1") -> dict[str, object]:
    """A payment of which 1,000 went back."""
    made = payment(payment_id, "PARTIAL_CANCELLED", cancellations=[CANCELLATION], cancelledAt=AT)
    return {name: value for name, value in made.items() if name != "disputes"}


def payments(*items: dict[str, object]) -> dict[str, object]:
    """A page of payments."""
    return {"items": list(items), "page": {"number": 0, "size": 10, "totalCount": len(items)}}


def billing_key() -> dict[str, object]:
    """A billing key of a card."""
    return {
        "status": "ISSUED",
        "billingKey": "billing-key-1",
        "merchantId": "merchant-1",
        "storeId": "store-1",
        "methods": [{"type": "BillingKeyPaymentMethodCard", "card": copy.deepcopy(CARD["card"])}],
        "channels": [copy.deepcopy(CHANNEL)],
        "customer": {"id": "customer-1"},
        "issuedAt": AT,
    }


def event(kind: str = "Transaction.Paid", **data: object) -> dict[str, object]:
    """A webhook of version 2024-04-25 about a payment."""
    about = {"storeId": "store-1", "paymentId": "order-1", "transactionId": "transaction-1"}
    return {"type": kind, "timestamp": AT, "data": {**about, **data}}


def signed(value: dict[str, object], secret: str = WEBHOOK_SECRET) -> tuple[bytes, dict[str, str]]:
    """A webhook's body and its headers, signed as the Standard Webhooks specification says."""
    body, moment = json.dumps(value).encode(), str(int(time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"webhook-1.{moment}.".encode() + body, hashlib.sha256).digest()
    return body, {
        "content-type": "application/json",
        "webhook-id": "webhook-1",
        "webhook-timestamp": moment,
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }
