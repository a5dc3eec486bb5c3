// node subscribe.mjs URL DOCUMENT VARIABLES ws|sse: the first that a subscription tells, one line of JSON.
import { readFileSync } from "node:fs";
import { createClient as streamed } from "graphql-sse";
import { createClient as connected } from "graphql-ws";
import { WebSocket } from "ws";

const [url, document, variables, protocol] = process.argv.slice(2);
const client =
  protocol === "ws"
    ? connected({ url: url.replace(/^http/, "ws"), webSocketImpl: WebSocket, retryAttempts: 0 })
    : streamed({ url, retryAttempts: 0 });
const asked = { query: readFileSync(document, "utf8"), variables: JSON.parse(variables) };
for await (const found of client.iterate(asked)) {
  console.log(JSON.stringify(found));
  break;
}
await client.dispose();
