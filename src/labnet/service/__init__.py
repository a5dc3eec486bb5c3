"""What people do: use cases over the store and the live network."""
