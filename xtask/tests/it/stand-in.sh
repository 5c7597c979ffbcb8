#!/bin/sh
# Stands in for `jobtide`: does what the test asks for in STAND_IN. A file of the tree and not written by the tests, since a
# program that was written a moment ago cannot always be started (ETXTBSY, while another test forks).
case "$STAND_IN" in
repeat) printf '[%s]' "$@"; pwd; cat ;;
terminate) kill -TERM $$ ;;
*) exit "$STAND_IN" ;;
esac
