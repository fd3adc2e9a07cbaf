"""Mail in training: a relay, a mailbox and reporters who answer, all on loopback; nothing leaves this machine."""

from triage.training.mail.office import ANSWER_SECONDS, PostOffice, open_post_office

__all__ = ["ANSWER_SECONDS", "PostOffice", "open_post_office"]
