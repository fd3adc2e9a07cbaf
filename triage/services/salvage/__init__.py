"""A damaged store: found, kept aside, and what can be read of it carried into a new one (docs/crash-safety.md §3)."""
