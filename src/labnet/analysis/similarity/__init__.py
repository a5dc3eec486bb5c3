"""Similarity: how close two actors are in the network, and how alike in themes, needs, offers and places."""
