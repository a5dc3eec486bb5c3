"""What labnet takes in time and memory, and what its analyses find: one command for each of the folders."""
