"""Revisions of the schema. Released ones are never edited: a change to the tables is a new module here."""
