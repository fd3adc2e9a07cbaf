"""Files that belong to reports: fetched from the hub's links, looked at, scanned, kept in parts, handed out."""
