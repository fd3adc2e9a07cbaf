"""Reports that go to somebody else: a team, another force, an existing record, dispatch by voice."""
