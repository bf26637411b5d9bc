"""Search over the catalogue: one portable table of terms, the same on every database."""
