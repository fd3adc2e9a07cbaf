"""Whether two reports tell of one incident, or belong together: evidence listed, weighed and put into words."""
