"""The window as a screen reader has it: the real accessibility tree, real key presses, real pixels."""
