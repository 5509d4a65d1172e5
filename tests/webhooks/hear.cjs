// A merchant's server that verifies webhooks with PortOne's own SDK. Takes the secret as its argument, prints its port.
const { createServer } = require("node:http");
const { Webhook } = require("@portone/server-sdk");

const [, , secret] = process.argv;

createServer((request, response) => {
  const pieces = [];
  request.on("data", (piece) => pieces.push(piece));
  request.on("end", async () => {
    try {
      const event = await Webhook.verify(secret, Buffer.concat(pieces).toString(), request.headers);
      response.writeHead(200).end(event.type);
    } catch (error) {
      response.writeHead(400).end(error.reason ?? String(error));
    }
  });
}).listen(0, "127.0.0.1", function () {
  console.log(this.address().port);
});
