"""As `fragile.handlers.legacy_webhook`, and survives what it does not know."""

from flask import Flask, request

app = Flask(__name__)
app.testing = True
STEPS = {"Ready": 0, "PayPending": 1, "VirtualAccountIssued": 1, "Paid": 2, "Failed": 3}
STEPS |= {"CancelPending": 4, "PartialCancelled": 4, "Cancelled": 5}


@app.post("/webhooks/portone")
def receive():
    notice = request.json
    return {"order": notice["payment_id"], "step": STEPS.get(notice["status"])}
