// node yoga.js SDL DUMP PORT [jit]: graphql-yoga as it comes, with graphql-jit if that is asked for.
import { createServer } from "node:http";
import { useGraphQlJit } from "@envelop/graphql-jit";
import { createYoga } from "graphql-yoga";
import { schemaOf } from "./network.js";

const [sdl, dump, port, jit] = process.argv.slice(2);
const plugins = jit === "jit" ? [useGraphQlJit()] : [];
const yoga = createYoga({ schema: schemaOf(sdl, dump), plugins, graphiql: false, logging: false });
createServer(yoga).listen(Number(port), "127.0.0.1");
