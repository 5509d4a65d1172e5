"""Bookings and what was given back for them."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


def new_payment_id() -> str:
    """An id that no other payment has."""
    return f"booking-{uuid4()}"


class Booking(models.Model):
    """A place in a course; the price is in won."""

    class State(models.TextChoices):
        """How far a booking is."""

        RESERVED = "reserved"
        CONFIRMED = "confirmed"
        CANCELLED = "cancelled"

    course = models.CharField(max_length=100)
    price = models.PositiveIntegerField()
    payment_id = models.CharField(max_length=64, unique=True, default=new_payment_id)
    state = models.CharField(max_length=20, choices=State, default=State.RESERVED)

    def __str__(self) -> str:
        return f"{self.course} ({self.state})"

    @property
    def refunded(self) -> int:
        """What was given back so far, in won."""
        return self.refunds.filter(done=True).aggregate(sum=models.Sum("amount", default=0))["sum"]


class Refund(models.Model):
    """Money that goes back, or is about to, in won."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="refunds")
    cancellation = models.CharField(max_length=64, unique=True)
    amount = models.PositiveIntegerField()
    done = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.amount} for {self.booking}"
