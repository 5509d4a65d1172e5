"""The studio's addresses."""

from django.urls import path

from studio import views

urlpatterns = [
    path("bookings/<int:booking_id>/confirm/", views.confirm),
    path("bookings/<int:booking_id>/cancel/", views.cancel),
    path("reports/payments/", views.report),
    path("webhooks/portone/", views.hear),
]
