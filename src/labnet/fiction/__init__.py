"""Fictional communities: drawn from a seed as whole arrays, then told as records. Knows no files and no store."""
