"""The status of a webhook of the older version is looked up in a table without a default."""

from flask import Flask, request

app = Flask(__name__)
app.testing = True
STEPS = {"Ready": 0, "PayPending": 1, "VirtualAccountIssued": 1, "Paid": 2, "Failed": 3}
STEPS |= {"CancelPending": 4, "PartialCancelled": 4, "Cancelled": 5}


@app.post("/webhooks/portone")
def receive():
    notice = request.json
    return {"order": notice["payment_id"], "step": STEPS[notice["status"]]}
