// node typed.js URL VARIABLES: an operation asked with the types and the document that graphql-codegen made of it.
import { GraphQLClient } from "graphql-request";
import { NearDocument, type NearQuery, type NearQueryVariables } from "./generated/graphql.js";

const [url, given] = process.argv.slice(2) as [string, string];
const variables = JSON.parse(given) as NearQueryVariables;
const found: NearQuery = await new GraphQLClient(url).request(NearDocument, variables);
const name: string | undefined = found.actor?.name;
// @ts-expect-error: a field that was not asked for
const slug: string | undefined = found.actor?.slug;
if (name === undefined || slug !== undefined) throw new Error(`not what was asked for: ${name}, ${slug}`);
console.log(JSON.stringify(found));
