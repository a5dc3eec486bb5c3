// node lean.js SDL DUMP PORT: node:http and graphql-jit, and nothing else; no limits, no checks but the specification's.
import { createServer } from "node:http";
import { parse, validate } from "graphql";
import { compileQuery, isCompiledQuery } from "graphql-jit";
import { schemaOf } from "./network.js";

const [sdl, dump, port] = process.argv.slice(2);
const schema = schemaOf(sdl, dump);
const options = { customJSONSerializer: true, disableLeafSerialization: true };
const compiled = new Map();

function compile(document, operation) {
  const parsed = parse(document);
  const errors = validate(schema, parsed);
  const found = errors.length ? { errors } : compileQuery(schema, parsed, operation, options);
  return isCompiledQuery(found) ? found : { query: () => found, stringify: JSON.stringify };
}

function answer(body) {
  const { query, variables, operationName } = JSON.parse(body);
  const key = operationName ? `${operationName} ${query}` : query;
  let found = compiled.get(key);
  if (found === undefined) compiled.set(key, (found = compile(query, operationName)));
  return found.stringify(found.query(undefined, undefined, variables ?? {}));
}

createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const content = Buffer.from(answer(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    response.writeHead(200, {
      "content-type": "application/graphql-response+json; charset=utf-8",
      "content-length": content.length,
    });
    response.end(content);
  });
}).listen(Number(port), "127.0.0.1");
