"""The network beside plain networkx, and beside what numpy alone would take: ``python -m benchmarks.engine``."""
