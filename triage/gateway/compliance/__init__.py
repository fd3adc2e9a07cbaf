"""Compliance figures: how soon reports were looked at, decided and recorded, from the gateway's own rows."""
