"""The sense of risk: learning its weights from narratives, and measuring it."""
