"""What reviewers told a handler about their decisions."""
