"""A records system to train and test against (contracts C1): keeps what it is sent, misbehaves when told to.

It is two systems in one process, "control" and "crime" or any other name: the first part of the path is the system.
"""
