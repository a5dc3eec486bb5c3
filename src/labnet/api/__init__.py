"""How labnet is asked: the GraphQL schema and its resolvers."""
