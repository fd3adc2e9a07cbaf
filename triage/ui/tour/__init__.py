"""The tour inside the window: real key presses on the real window, each step told as a JSON line."""
