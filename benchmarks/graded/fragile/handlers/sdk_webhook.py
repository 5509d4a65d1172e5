"""The official SDK gives a dict for a webhook that it does not know."""

from fastapi import FastAPI, Request
from portone_server_sdk import webhook

from bodies import WEBHOOK_SECRET

app = FastAPI()
app.state.seen = []


@app.post("/webhooks/portone")
async def receive(request: Request):
    event = webhook.verify(WEBHOOK_SECRET, (await request.body()).decode(), request.headers)
    app.state.seen.append(event.data.payment_id)
