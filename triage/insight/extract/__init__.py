"""What a text names that a form has a field for: postcodes, registrations, numbers, times. Only ever suggested."""
