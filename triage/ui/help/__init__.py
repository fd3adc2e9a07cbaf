"""The “?” sheet: every key, and what the words of the desk mean."""
