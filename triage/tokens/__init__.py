"""What a signed token of an OpenID provider proves: pure computation over keys and words, no network."""
