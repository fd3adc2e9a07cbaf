"""The board of whoever looks after the room: a frame with pages, each made when it is first looked at."""
