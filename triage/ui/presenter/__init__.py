"""What ties the window to the services: panels say what a person wants, services say what happened."""
