"""In and out: one module for each part of a data set folder. Knows nothing of the store."""
