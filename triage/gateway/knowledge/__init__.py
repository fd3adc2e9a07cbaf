"""Finding and knowing: search, related reports and people, views, reference data, audit lines of workstations."""
