"""The studio's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

import httpx
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from portone_server_sdk import webhook

from studio import portone
from studio.models import Booking

if TYPE_CHECKING:
    from django.http import HttpRequest

METHODS = {
    "PaymentMethodCard": "card",
    "PaymentMethodEasyPay": "easy payment",
    "PaymentMethodTransfer": "bank transfer",
    "PaymentMethodVirtualAccount": "bank transfer",
}
REFUSALS = {
    "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT": "more than is left",
    "PAYMENT_ALREADY_CANCELLED": "refunded before",
    "PAYMENT_NOT_PAID": "not paid",
    "PAYMENT_NOT_FOUND": "not paid",
}


@require_POST
def confirm(_request: HttpRequest, booking_id: int) -> JsonResponse:
    """Confirm a booking if PortOne holds its price; the browser asks for that when its window has closed."""
    booking = get_object_or_404(Booking, pk=booking_id)
    settle(booking)
    return JsonResponse({"state": booking.state})


def settle(booking: Booking) -> None:
    """Bring a booking up to date with its payment."""
    match portone.payment(booking.payment_id):
        case {"status": "PAID", "currency": "KRW", "amount": {"total": booking.price}}:
            booking.state = Booking.State.CONFIRMED
        case {"status": "CANCELLED"}:
            booking.state = Booking.State.CANCELLED
    booking.save()


@require_POST
def cancel(request: HttpRequest, booking_id: int) -> JsonResponse:
    """Give money back, in full or in part."""
    booking = get_object_or_404(Booking, pk=booking_id)
    amount = int(request.POST["amount"]) if "amount" in request.POST else None
    try:
        cancellation = portone.cancel(booking.payment_id, request.POST["reason"], amount)
    except portone.RefusedError as error:
        return JsonResponse({"error": REFUSALS.get(error.reason, "refused")}, status=409)
    match cancellation.status:
        case "SUCCEEDED":
            booking.refunds.create(cancellation=cancellation.id, amount=cancellation.total_amount, done=True)
        case "REQUESTED":
            booking.refunds.create(cancellation=cancellation.id, amount=cancellation.total_amount)
        case "FAILED":
            return JsonResponse({"error": "the bank declined"}, status=502)
        case _ as unreachable:
            assert_never(unreachable)
    if booking.refunded == booking.price:
        booking.state = Booking.State.CANCELLED
        booking.save()
    return JsonResponse({"state": booking.state, "refunded": booking.refunded})


@require_GET
async def report(request: HttpRequest) -> HttpResponse:
    """Show the payments of late, and what they come to."""
    try:
        payments = await portone.recent_payments(50)
    except httpx.TransportError:
        return render(request, "studio/report.html", {"unavailable": True}, status=503)
    courses = {booking.payment_id: booking.course async for booking in Booking.objects.all()}
    rows = [row(payment, courses) for payment in payments]
    return render(request, "studio/report.html", {"rows": rows, "sum": sum(each["kept"] for each in rows)})


def row(payment: dict[str, Any], courses: dict[str, str]) -> dict[str, Any]:
    """A payment as a line of the report; amounts are in won."""
    amount = payment["amount"]
    method = payment.get("method", {}).get("type")
    return {
        "id": payment["id"],
        "course": courses.get(payment["id"], payment["orderName"]),
        "status": portone.PaymentStatus(payment["status"]).label,
        "method": METHODS.get(method, "other"),
        "kept": amount["paid"] - amount["cancelled"],
    }


@csrf_exempt
@require_POST
def hear(request: HttpRequest) -> HttpResponse:
    """Hear from PortOne that something happened to a payment, and look it up there."""
    try:
        event = webhook.verify(settings.PORTONE_WEBHOOK_SECRET, request.body.decode(), request.headers)
    except webhook.WebhookVerificationError:
        return HttpResponse(status=400)
    booking = Booking.objects.filter(payment_id=event.data.payment_id).first()
    if booking is not None:
        settle(booking)
    return HttpResponse(status=204)
