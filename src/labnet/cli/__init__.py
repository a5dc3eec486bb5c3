"""The commands people type, one module each."""

from labnet.cli.app import main

__all__ = ["main"]
