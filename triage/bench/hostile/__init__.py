"""`triage bench hostile`: reports that attack the screen, opened and worked in the real window, beside a bare one."""
