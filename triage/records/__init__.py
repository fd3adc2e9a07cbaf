"""What is sent to records systems, and how: the record document and the connectors that carry it."""
