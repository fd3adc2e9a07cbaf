"""Two people's work on one report, side by side: what stands is chosen field by field, by a person."""
