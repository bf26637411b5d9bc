"""The algorithms, one file each; none of them imports another."""
