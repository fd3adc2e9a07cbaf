"""The check of this workstation as a sheet over the columns."""
