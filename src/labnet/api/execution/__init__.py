"""From a GraphQL document to an answer: bounded before it runs, and every refusal typed."""
