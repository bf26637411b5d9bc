"""The only way into the ledger on the server: `emit`."""
