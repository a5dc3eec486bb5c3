"""GraphQL over HTTP: how requests are read, answered, kept by caches, and refused."""
