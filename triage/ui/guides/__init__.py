"""The guides in the window: the very files of docs/guides, read off-line, searched by word."""
