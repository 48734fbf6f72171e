#!/bin/sh
# What the tests need from the system: Chromium, PostgreSQL, Pango for PDF, wrk for the benchmark. Installed where that can be done,
# named where it cannot; their tests are then skipped (in CI they fail).
missing=""
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing="$missing chromium"
command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
ldconfig -p 2>/dev/null | grep -q libpangoft2 || missing="$missing libpangoft2-1.0-0 fonts-dejavu-core"
command -v wrk >/dev/null || missing="$missing wrk"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing for the tests:$missing"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
fi
echo "NOT INSTALLED:$missing. Their tests are skipped. On Debian or Ubuntu: sudo apt-get install$missing"
exit 0
