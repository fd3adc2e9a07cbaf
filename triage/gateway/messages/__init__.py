"""Words to the public: written here, sent by SMTP or GOV.UK Notify, and the answers and bounces that come back."""
