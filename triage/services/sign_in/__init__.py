"""Signing in at the force's OpenID provider: code and PKCE in the person's own browser (RFC 8252), then a session."""
