"""Teaching the second look: ``python -m triage.bench.risk.teach`` (docs/risk.md)."""
