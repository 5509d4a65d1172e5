"""A webhook of an unknown type is answered with 400."""

from flask import Flask, request

app = Flask(__name__)
TYPES = ("Transaction.Ready", "Transaction.Paid", "Transaction.Failed", "Transaction.Cancelled")


@app.post("/webhooks/portone")
def receive():
    if request.json["type"] not in TYPES:
        return "what is this?", 400
    return "", 200
