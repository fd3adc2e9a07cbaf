"""Look-ups outside the force: who is asked, what may leave, how long an answer counts."""
