// The network in memory, and labnet's own schema over it, answered the way a careful author would in Node:
// plain objects that refer to each other, maps by id, the sorted list and its cursors made once, no promise anywhere.
import { readFileSync } from "node:fs";
import { buildSchema } from "graphql";

const DEFAULT_PAGE = 20;
const MAX_PAGE = 100;

function loaded(dump) {
  const nodes = new Map();
  for (const thing of [...dump.territories, ...dump.themes, ...dump.actors]) nodes.set(thing.id, thing);
  for (const actor of dump.actors) {
    actor.territory = actor.territory === null ? null : nodes.get(actor.territory);
    actor.themes = actor.themes.map((id) => nodes.get(id));
    actor.administrations = actor.administrations.map((id) => nodes.get(id));
  }
  return {
    nodes,
    actors: dump.actors,
    bySlug: new Map(dump.actors.map((actor) => [actor.slug, actor])),
    places: new Map(dump.actors.map((actor, place) => [actor.cursor, place])),
  };
}

function placeOf(network, cursor, argument) {
  const place = network.places.get(cursor);
  if (place === undefined) throw new Error(`${argument}: this is not a cursor of this list`);
  return place;
}

function page(network, { filter, orderBy, first, after, last, before }) {
  if (filter != null || orderBy !== "NAME") throw new Error("filter, orderBy: not measured, so not answered");
  if (first != null && last != null) throw new Error("first, last: give one of the two, not both");
  for (const size of [first, last]) {
    if (size != null && (size < 0 || size > MAX_PAGE)) throw new Error(`a page has 0 to ${MAX_PAGE}`);
  }
  let low = after == null ? 0 : placeOf(network, after, "after") + 1;
  let high = Math.max(low, before == null ? network.actors.length : placeOf(network, before, "before"));
  if (last != null) low = Math.max(low, high - last);
  else high = Math.min(high, low + (first ?? DEFAULT_PAGE));
  return { list: network.actors, low, high };
}

function pageInfo({ list, low, high }) {
  return {
    hasNextPage: high < list.length,
    hasPreviousPage: low > 0,
    startCursor: low < high ? list[low].cursor : null,
    endCursor: low < high ? list[high - 1].cursor : null,
  };
}

function actor(network, by) {
  if (by.id != null) return network.nodes.get(by.id) ?? null;
  if (by.slug != null) return network.bySlug.get(by.slug) ?? null;
  throw new Error("siret, siren: not measured, so not answered");
}

function resolvers(network) {
  return {
    Query: {
      node: (_, { id }) => network.nodes.get(id) ?? null,
      actor: (_, { by }) => actor(network, by),
      actors: (_, found) => page(network, found),
    },
    ActorConnection: {
      nodes: ({ list, low, high }) => list.slice(low, high),
      edges: ({ list, low, high }) => list.slice(low, high).map((node) => ({ cursor: node.cursor, node })),
      pageInfo,
      totalCount: ({ list }) => list.length,
    },
    Theme: { label: (theme, { language }) => (language === "EN" ? theme.labelEn : theme.labelFr) },
  };
}

/** Build the schema from labnet's own SDL, over the data of a dump. */
export function schemaOf(sdl, dump) {
  const schema = buildSchema(readFileSync(sdl, "utf8"));
  const network = loaded(JSON.parse(readFileSync(dump, "utf8")));
  for (const [type, fields] of Object.entries(resolvers(network))) {
    const known = schema.getType(type).getFields();
    for (const [name, resolve] of Object.entries(fields)) known[name].resolve = resolve;
  }
  for (const type of ["Node", "Actor"]) schema.getType(type).resolveType = (thing) => thing.__typename;
  return schema;
}
