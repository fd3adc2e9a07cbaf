"""Text that attacks, through the real window: wherever it is shown it is text (issue C, rule R11)."""
