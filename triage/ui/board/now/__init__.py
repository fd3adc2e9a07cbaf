"""The page "Now": how the room stands at this moment."""
