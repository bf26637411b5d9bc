"""From a snapshot of the tables to a published version."""
