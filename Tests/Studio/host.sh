# What the scripts on the host share: how to speak and how to stop. Sourced, not run.

say() { printf '%s\n' "$*" >&2; }

fail() {
  printf '%s\n' "$@" >&2
  exit 2
}
