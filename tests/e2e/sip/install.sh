#!/bin/sh
# Installs what test_sip_call.py needs on Debian and its like: a proxy, a caller and a softphone. Run as root.
set -eu
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    kamailio kamailio-presence-modules sip-tester baresip-core curl
