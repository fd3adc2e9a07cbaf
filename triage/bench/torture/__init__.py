"""A torture of the queue: many claimers, short leases, processes killed; the database's own history is the judge."""
