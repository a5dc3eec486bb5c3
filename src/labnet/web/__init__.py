"""The application: pages, the GraphQL endpoint and health, as one Starlette app."""
