"""The page "Try rules" of the board."""
