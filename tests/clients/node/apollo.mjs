// node apollo.mjs URL VARIABLES DOCUMENT: an operation asked through Apollo Client, and read again from its cache.
import { readFileSync } from "node:fs";
import { ApolloClient, HttpLink, InMemoryCache, gql } from "@apollo/client";

const [url, given, document] = process.argv.slice(2);
const query = gql(readFileSync(document, "utf8"));
const variables = JSON.parse(given);
const client = new ApolloClient({
  link: new HttpLink({ uri: url }),
  cache: new InMemoryCache({ possibleTypes: { Actor: ["Lab"] } }),
});
await client.query({ query, variables });
console.log(JSON.stringify(client.readQuery({ query, variables })));
client.stop();
