"""The desktop's services, on a plain event loop, against the real gateway and the real records stand-in."""
