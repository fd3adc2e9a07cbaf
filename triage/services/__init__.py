"""What the desktop does, without Qt: the store, the queue, claims, drafts, decisions, the outbox and its loops."""
