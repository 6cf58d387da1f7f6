"""Parts of the dashboard that need no Mesa: what is set, what is told of a month, the ledger, the server."""
