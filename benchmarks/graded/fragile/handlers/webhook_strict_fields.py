"""The models of a webhook forbid fields that they do not know."""

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Data(BaseModel, extra="forbid"):
    storeId: str
    paymentId: str
    transactionId: str


class Event(BaseModel, extra="forbid"):
    type: str
    timestamp: str
    data: Data


@app.post("/webhooks/portone")
def receive(event: Event):
    return {"about": event.data.paymentId}
