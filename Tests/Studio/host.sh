# What the scripts on the host share: how to speak, how to stop, how to get a missing program. Sourced, not run.

say() { printf '%s\n' "$*" >&2; }

fail() {
  printf '%s\n' "$@" >&2
  exit 2
}

# need PROGRAM PACKAGE: installs what is missing, as root or by sudo.
need() {
  PATH=$PATH:/usr/sbin:/sbin
  if command -v "$1" > /dev/null; then return; fi
  say "The virtual studio needs $1; installing the package $2."
  set -- "$1" "$2" ""
  [ "$(id -u)" -eq 0 ] || set -- "$1" "$2" sudo
  if ! { $3 apt-get -qq update && $3 env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$2"; } >&2
  then
    fail "The package $2 could not be installed. Install it by hand (apt-get install $2), then run this again."
  fi
}
