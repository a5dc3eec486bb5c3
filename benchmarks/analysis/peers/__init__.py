"""Peers, judged by who came into contact later: ``python -m benchmarks.analysis.peers``."""
