"""As `fragile.handlers.webhook_refused`, and survives what it does not know."""

from flask import Flask, request

app = Flask(__name__)
TYPES = ("Transaction.Ready", "Transaction.Paid", "Transaction.Failed", "Transaction.Cancelled")


@app.post("/webhooks/portone")
def receive():
    return ("" if request.json["type"] in TYPES else "ignored"), 200
