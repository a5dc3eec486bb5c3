"""labnet: the living map of public innovation, as a registry and a GraphQL engine."""

__all__ = ["__version__"]

__version__ = "0.1.0"
