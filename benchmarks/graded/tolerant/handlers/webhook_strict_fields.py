"""As `fragile.handlers.webhook_strict_fields`, and survives what it does not know."""

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Data(BaseModel):
    paymentId: str | None = None


class Event(BaseModel):
    type: str
    data: Data


@app.post("/webhooks/portone")
def receive(event: Event):
    return {"about": event.data.paymentId}
