# What the parts of the desk test share: how a check is told, and how programs are started and ended.

passed=0 failed=0 skipped=0
server=faderd-desk-$$
jackd='' faderd=''

ok() { passed=$((passed + 1)); echo "ok $1"; }
failure() { failed=$((failed + 1)); echo "FAIL $1: saw $2, wanted $3"; }
skip() { skipped=$((skipped + 1)); echo "skipped $1: $2"; }

# is NAME SAW WANTED: the two are the same.
is() { if [ "$2" = "$3" ]; then ok "$1"; else failure "$1" "'$2'" "'$3'"; fi; }
# like NAME SAW PATTERN: some line matches the extended regular expression.
like() { if printf '%s\n' "$2" | grep -Eq -- "$3"; then ok "$1"; else failure "$1" "'$2'" "something like '$3'"; fi; }
# holds NAME COMMAND…: the command succeeds; what it printed is shown if not.
holds() {
  name=$1; shift
  if seen=$("$@" 2>&1); then ok "$name"; else failure "$name" "'$seen'" "success of: $*"; fi
}
# within SECONDS COMMAND…: the command succeeds before so many seconds are over.
within() {
  deadline=$(($(date +%s%N) + $1 * 1000000000)); shift
  until "$@" >/dev/null 2>&1; do
    [ "$(date +%s%N)" -lt $deadline ] || return 1
    sleep 0.1
  done
}
# soon NAME SECONDS COMMAND…: a check of `within`.
soon() {
  name=$1 seconds=$2; shift 2
  if within "$seconds" "$@"; then ok "$name"; else failure "$name" "'$("$@" 2>&1)'" "success within $seconds s of: $*"; fi
}

# ctl WORD…: runs faderctl; what it printed is in $out and $err, its exit code in $code.
ctl() {
  code=0
  out=$(faderctl "$@" 2>"$work/err") || code=$?
  err=$(cat "$work/err")
}
# refuses NAME CODE PATTERN WORD…: faderctl ends with that code and a sentence.
refuses() {
  name=$1 wanted=$2 pattern=$3; shift 3
  ctl "$@"
  is "$name: exit code" "$code" "$wanted"
  like "$name: sentence" "$err" "$pattern"
}
value_of() { faderctl get "$1" | sed "s|^[^ ]* ||"; }

# The programs as they are installed, so that they find the shipped mappings as they would; state, socket, and configuration
# of this run only.
lay_out() {
  for variable in $(env | sed -n 's/^\(FADERD_[A-Z_]*\)=.*/\1/p'); do unset "$variable"; done
  mkdir -p "$work/prefix/bin" "$work/prefix/share/faderd/mappings" "$work/mappings"
  cp "$programs/faderd" "$programs/faderctl" "$work/prefix/bin"
  cp -R "$root/mappings/." "$work/prefix/share/faderd/mappings"
  PATH=$work/prefix/bin:$PATH
  printf 'fade-up: 0.2\n' >"$work/faderd.yaml"
  export PATH JACK_NO_AUDIO_RESERVATION=1 FADERD_CONFIG="$work/faderd.yaml" FADERD_STATE="$work/state" \
    FADERD_SOCKET="$work/control.sock" FADERD_MAPPINGS="$work/mappings" FADERD_JACK_SERVER="$server"
  # Seven bits are enough for every message but the arrow of a difference.
  export LC_ALL=C.UTF-8
}

jack_runs() { jack_wait -s "$server" -c 2>/dev/null | grep -q '^running'; }
start_jack() {
  jackd -r -n "$server" -d dummy -r 48000 -p 256 >"$work/jackd.log" 2>&1 &
  jackd=$!
  within 10 jack_runs || stop "jackd did not start: $(tail -n 3 "$work/jackd.log")"
}
# SIGTERM lets the server give back its place in the registry of all servers of this user.
stop_jack() {
  [ -n "$jackd" ] || return 0
  finish "$jackd" 5 || true
  jackd=''
}

answers() { faderctl status >/dev/null 2>&1; }
plays() { faderctl status | grep -q '^audio running'; }
# start_desk [OPTION…]: starts faderd and waits until it answers. The log is new each time.
start_desk() {
  faderd --plain --demo "$@" 2>"$work/log" &
  faderd=$!
  within 10 answers || failure "faderd answers" "'$(cat "$work/log")'" "an answer to status within 10 s"
}
stop_desk() {
  [ -n "$faderd" ] || return 0
  code=0
  finish "$faderd" 5 || code=$?
  faderd=''
}

# A process that ended and was not waited for is still there, as a zombie.
has_ended() { ! [ -e "/proc/$1" ] || grep -q '^State:.Z' "/proc/$1/status"; }
# finish PID SECONDS: asks the process to end and returns its exit code; forces it after so many seconds.
finish() {
  kill -TERM "$1" 2>/dev/null || true
  within "$2" has_ended "$1" || kill -KILL "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null
}

clean_up() {
  set +e
  stop_desk
  stop_jack
  rm -rf "$work"
}

# Peak level of the left main meter in whole dBFS, rounded down; silence is -120.
main_level() {
  faderctl meters --json | sed -n 's/.*"path":"main",[^}]*"level":\[\([-0-9.]*\).*/\1/p' |
    awk '{ level = int($1); if (level > $1) level--; print level }'
}
is_above() { [ "$(main_level)" -gt "$1" ]; }
is_below() { [ "$(main_level)" -lt "$1" ]; }
