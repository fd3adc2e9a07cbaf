"""What the machine's administrators, the force and the person said of each setting, and which of it holds."""
