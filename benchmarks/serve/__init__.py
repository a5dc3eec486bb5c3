"""The GraphQL endpoint beside other servers on the same data: ``python -m benchmarks.serve``."""
