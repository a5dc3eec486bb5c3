"""GraphQL types, by topic."""
