// node relay.mjs URL VARIABLES: what Relay's compiler made of an operation, asked through Relay's store.
import runtime from "relay-runtime";
import operation from "./__generated__/relayNearQuery.graphql.js";

const [url, variables] = process.argv.slice(2);
const { Environment, Network, RecordSource, Store, fetchQuery } = runtime;

async function ask({ text }, given) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
    body: JSON.stringify({ query: text, variables: given }),
  });
  return response.json();
}

const environment = new Environment({ network: Network.create(ask), store: new Store(new RecordSource()) });
console.log(JSON.stringify(await fetchQuery(environment, operation, JSON.parse(variables)).toPromise()));
