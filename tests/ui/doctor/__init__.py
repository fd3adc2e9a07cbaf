"""The check of this workstation on the screen."""
