"""``python -m labnet``, the same as ``labnet``."""

import sys

from labnet.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    sys.exit(main())
