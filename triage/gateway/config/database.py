"""[database]: how a gateway uses PostgreSQL (SQLite needs none of it)."""

from __future__ import annotations

from dataclasses import dataclass

LEAST_CONNECTIONS = 4
"""The reader holds one while another shows what it read; calls and the other rounds need some beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseConfig:
    """``connections``: how many this process opens at most, beside one that listens (`LEAST_CONNECTIONS` or more). All
    gateways together must stay below PostgreSQL's max_connections. ``connect_seconds``, ``answer_seconds``: how long a
    connection and a statement may take before the caller is told to come back later.
    """

    connections: int = 12
    connect_seconds: float = 5
    answer_seconds: float = 30
