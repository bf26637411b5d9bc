"""The REST API of the ledger."""
