"""Random runs of faults over real desktops, the real gateway and a records system, without waiting for anything."""
