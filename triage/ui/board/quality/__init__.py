"""The page "Quality": what was drawn, the questions, the trend."""
