"""Migrations of the schema: one module a revision, forward only, each a step from the one before."""
