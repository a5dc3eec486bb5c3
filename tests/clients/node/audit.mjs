// node audit.mjs URL: what graphql-http's audit says of a server, one line of JSON.
import { auditServer } from "graphql-http";

const found = await auditServer({ url: process.argv[2] });
console.log(JSON.stringify(found.map(({ id, name, status, reason }) => ({ id, name, status, reason }))));
