"""Claims a second through whole gateways, beside the engine running the same SQL."""
