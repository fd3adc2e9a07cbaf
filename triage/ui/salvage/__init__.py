"""What became of the work in a damaged local store."""
