"""Work against work on the screen."""
