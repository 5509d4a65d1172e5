"""What a webhook's type raises becomes an answer with 500."""

from fastapi import FastAPI, Request

app = FastAPI()
TYPES = ["Transaction.Ready", "Transaction.Paid", "Transaction.Failed", "Transaction.Cancelled"]


@app.post("/webhooks/portone")
async def receive(request: Request):
    return {"type": TYPES.index((await request.json())["type"])}
