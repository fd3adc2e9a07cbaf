"""Opens one file of the public in a process of its own, which can do nothing else (``python -m triage.decoder``).

The desk never decodes what the public sent. It starts this process, hands it the bytes over a pipe and takes back raw
pixels. A bomb, a damaged file or a hole in a decoder ends this process, not the desk: it cannot open files, reach a
network or start programs (`confine`), it has little memory, and the desk ends it after a few seconds.
"""
