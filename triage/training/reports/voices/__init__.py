"""What people write, as data: one TOML file for each kind of report, read by `triage.training.reports.library`."""
