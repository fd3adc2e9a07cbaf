"""`triage gateway check`: everything a gateway needs, asked before it has to work; each room adds its own check."""
