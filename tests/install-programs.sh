#!/bin/sh
# Programs of Debian's that the tests use, with apt where they are missing; nothing else is changed.
#   chromium         opens the pages                 java       runs the HTML checker
#   firefox-esr      opens the copy on a disk
#   nginx            serves a site by our own rules  rsync      publishes over ssh
#   minisign         checks our signatures           zimcheck   checks our .zim files
#   pango            sets the posters' text          khal       subscribes to our calendars
#   caddy            serves a site by our own rules
set -eu
missing=""
want() { # command package...
    program=$1
    shift
    PATH="$PATH:/usr/sbin" command -v "$program" >/dev/null 2>&1 || missing="$missing $*"
}
want chromium chromium fonts-dejavu-core
want firefox-esr firefox-esr
want java default-jre-headless
want nginx nginx-light
want caddy caddy
want rsync rsync
want minisign minisign
want zimcheck zim-tools
want openssl openssl
want khal khal
ldconfig -p | grep -q libpangoft2-1.0 || missing="$missing libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
[ -n "$missing" ] || exit 0
as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086 # a list of packages
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
