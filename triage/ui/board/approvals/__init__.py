"""What waits for a supervisor's word: decisions to approve, questions to answer, proposals of lost work."""
