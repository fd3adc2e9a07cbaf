"""Reports that come by e-mail, and answers to our own messages: an IMAP mailbox, read to its end and kept in order."""
