"""GraphQL questions, one group a topic."""
