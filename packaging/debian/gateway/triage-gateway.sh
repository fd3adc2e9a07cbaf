#!/bin/sh
# The gateway's command with the settings that its service has.
if [ -r /etc/triage-gateway/gateway.env ]; then
    set -a
    . /etc/triage-gateway/gateway.env
    set +a
fi
exec /usr/lib/triage-gateway/triage-gateway "$@"
