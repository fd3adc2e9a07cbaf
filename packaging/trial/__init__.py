"""Trying the Debian packages in a clean Debian root, as IT and a handler would (`make try-deb`)."""
