# Checks: each prints one line, `ok SCENARIO what` or `FAIL SCENARIO what: saw …, wanted …`.

ok() { echo "ok $scenario $*"; }

note() { echo "note $*"; }

# bad WHAT SEEN WANTED
bad() {
  echo "FAIL $scenario $1: saw $(echo "$2" | tr '\n' ' '), wanted $3"
  : > "$run/failed"
}

# Milliseconds since boot, in $now: the clock never steps, and asking it starts no process.
look_at_clock() {
  read -r now rest < /proc/uptime
  now=${now%.*}${now#*.}0
}

uptime_ms() { look_at_clock; echo "$now"; }

# wait_for SECONDS COMMAND…: true as soon as the command is, false after the time.
wait_for() {
  look_at_clock
  wait_end=$((now + $1 * 1000))
  shift
  until "$@" > /dev/null 2>&1; do
    look_at_clock
    [ "$now" -lt "$wait_end" ] || return 1
    sleep 0.05
  done
}

# check_within SECONDS WHAT COMMAND…: the command becomes true in time; what it printed last is what was seen.
check_within() {
  check_seconds=$1 check_what=$2
  shift 2
  if wait_for "$check_seconds" "$@"; then ok "$check_what"; else
    bad "$check_what" "$("$@" 2>&1 | head -c 600)" "true within $check_seconds s: $*"
    return 1
  fi
}

# check_equal WHAT SEEN WANTED
check_equal() {
  if [ "$2" = "$3" ]; then ok "$1"; else bad "$1" "'$2'" "'$3'"; return 1; fi
}

# check_match WHAT SEEN PATTERN: an extended regular expression.
check_match() {
  if printf '%s\n' "$2" | grep -Eq -- "$3"; then ok "$1"; else bad "$1" "'$2'" "$3"; return 1; fi
}

# is_near NUMBER WANTED TOLERANCE
is_near() {
  awk -v a="$1" -v b="$2" -v t="$3" \
    'BEGIN { d = a - b; exit !(a ~ /^[-+]?[0-9]+(\.[0-9]*)?$/ && b ~ /^[-+]?[0-9]/ && d <= t && -d <= t) }'
}

# check_near WHAT SEEN WANTED TOLERANCE: numbers; anything else than a number fails.
check_near() {
  if is_near "$2" "$3" "$4"; then ok "$1 ($2, wanted $3 within $4)"; else bad "$1" "'$2'" "$3 within $4"; return 1; fi
}

# is_up PID-FILE: whether the process lives; a dead one that nobody waited for does not.
is_up() { grep -qs '^State:.[^ZX]' "/proc/$(cat "$1" 2> /dev/null)/status"; }

is_gone() { ! is_up "$1"; }
