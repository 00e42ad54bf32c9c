#!/bin/sh
# Says the name that it is called by, and its words.
printf '%s' "${0##*/}"; for word; do printf ' <%s>' "$word"; done; echo
