"""What people do with a report beside deciding it: put off, hold, reopen, hand off, propose."""
