"""Another system's manners as a mapping file: which of its fields gets which of ours, where, and what it answers."""
