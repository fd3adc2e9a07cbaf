"""The only room of the services that speaks HTTP."""
