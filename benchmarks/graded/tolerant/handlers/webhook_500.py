"""As `fragile.handlers.webhook_500`, and survives what it does not know."""

from fastapi import FastAPI, Request

app = FastAPI()
TYPES = ["Transaction.Ready", "Transaction.Paid", "Transaction.Failed", "Transaction.Cancelled"]


@app.post("/webhooks/portone")
async def receive(request: Request):
    word = (await request.json())["type"]
    return {"type": TYPES.index(word) if word in TYPES else None}
