"""The desk on the screen: Qt only here and in triage/app.py."""
