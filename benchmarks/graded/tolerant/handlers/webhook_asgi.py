"""As `fragile.handlers.webhook_asgi`, and survives what it does not know."""

from fastapi import FastAPI, Request

app = FastAPI()


@app.post("/webhooks/portone")
async def receive(request: Request):
    return {"order": (await request.json())["data"].get("paymentId")}
