"""The graph: immutable images of the network as arrays, their networkx faces, walks and search."""
