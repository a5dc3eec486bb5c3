// node urql.mjs URL VARIABLES DOCUMENT METHOD: an operation asked through urql, by GET or POST.
import { readFileSync } from "node:fs";
import { Client, cacheExchange, fetchExchange } from "@urql/core";

const [url, variables, document, method] = process.argv.slice(2);
const client = new Client({
  url,
  exchanges: [cacheExchange, fetchExchange],
  preferGetMethod: method === "GET" ? "force" : false,
});
const found = await client.query(readFileSync(document, "utf8"), JSON.parse(variables)).toPromise();
if (found.error) throw found.error;
console.log(JSON.stringify(found.data));
