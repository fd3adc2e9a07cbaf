#!/bin/sh
# The gateway's command with the settings that its service has; root becomes the service's account, because only
# as that do the database (by the account's own name) and the secrets' files look as they do to the service.
if [ -r /etc/triage-gateway/gateway.env ]; then
    set -a
    . /etc/triage-gateway/gateway.env
    set +a
fi
if [ "$(id -u)" = 0 ]; then
    exec setpriv --reuid=triage-gateway --regid=triage-gateway --init-groups /usr/lib/triage-gateway/triage-gateway "$@"
fi
exec /usr/lib/triage-gateway/triage-gateway "$@"
