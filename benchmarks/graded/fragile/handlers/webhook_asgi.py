"""A webhook's data becomes the keyword arguments of a dataclass."""

from dataclasses import dataclass

from fastapi import FastAPI, Request

app = FastAPI()


@dataclass
class Notice:
    storeId: str
    paymentId: str
    transactionId: str


@app.post("/webhooks/portone")
async def receive(request: Request):
    return {"order": Notice(**(await request.json())["data"]).paymentId}
