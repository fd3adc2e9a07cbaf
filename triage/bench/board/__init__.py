"""The supervisor's board over a full gateway on PostgreSQL: how long the figures call takes."""
