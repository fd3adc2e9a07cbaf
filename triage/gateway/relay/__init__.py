"""Route “gateway”: records carried server to server, in the names of those who decided them."""
