"""Attachments on the screen: the list in the report, and the viewer with its cover, its picture and its facts."""
