"""What the network means: pure functions of an image, one concept a module."""
