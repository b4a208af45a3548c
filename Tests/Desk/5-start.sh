# What is wrong at the start: another daemon, configuration, disk, mappings; and how the desk ends.
code=0
faderd --plain --state "$work/second" 2>"$work/err" || code=$?
is "a second desk on the same socket: exit code" "$code" 1
like "a second desk on the same socket: sentence" "$(cat "$work/err")" "Another faderd listens at $work/control.sock"
code=0
faderd --plain --socket "$work/second.sock" 2>"$work/err" || code=$?
is "a second desk in the same state directory: exit code" "$code" 1
like "a second desk in the same state directory: sentence" "$(cat "$work/err")" "Another faderd keeps its desk in $work/state"
holds "the first desk still answers" faderctl status

begun_end=$(date +%s%N)
stop_desk
took=$((($(date +%s%N) - begun_end) / 1000000))
is "SIGTERM: exit code" "$code" 0
is "SIGTERM ends the desk within 3 s" "$([ $took -lt 3000 ] && echo yes || echo "no: $took ms")" yes
is "SIGTERM removes the socket" "$(ls "$work/control.sock" 2>/dev/null || true)" ''

printf 'channels: 32\ngroups: nine\n' >"$work/wrong.yaml"
code=0
faderd --plain --config "$work/wrong.yaml" 2>"$work/err" || code=$?
is "a wrong configuration: exit code" "$code" 1
like "a wrong configuration: where" "$(cat "$work/err")" "^faderd: $work/wrong.yaml:2:9: "
code=0
faderd --plain --config "$work/missing.yaml" 2>"$work/err" || code=$?
is "a configuration that is not there: exit code" "$code" 1
like "a configuration that is not there: sentence" "$(cat "$work/err")" "cannot read $work/missing.yaml: No such file"

# A file where the folder should be is in the way of everybody, root too.
: >"$work/taken"
start_desk --state "$work/taken/state"
soon "without a usable folder the desk says that nothing is kept" 5 \
  sh -c "faderctl status | grep -E '^persistence not persisting: .*$work/taken'"
ctl set ch/1/fader -3
is "without a usable folder the desk still moves" "$code" 0
refuses "save without a usable folder" 1 "$work/taken" snapshot save Lost
stop_desk

# A disk with room for no desk. A namespace of its own lets anybody mount one.
mkdir "$work/small"
if unshare -rm mount -t tmpfs -o size=8k none "$work/small" 2>"$work/out"; then
  unshare -rm sh -c "mount -t tmpfs -o size=8k none '$work/small' && exec faderd --plain --demo --state '$work/small'" \
    2>"$work/log" &
  faderd=$!
  soon "on a full disk the desk starts" 10 answers
  faderctl set ch/1/fader -3 >"$work/out" || true
  soon "on a full disk the desk says that nothing is kept" 5 \
    sh -c "faderctl status | grep -E '^persistence not persisting: .*no space is left'"
  refuses "save on a full disk" 1 'no space is left' snapshot save Lost
  is "on a full disk the desk still moves" "$(value_of ch/1/fader)" '-3.00 dB'
  stop_desk
else
  skip "a full disk" "this system lets nobody mount a small one ($(cat "$work/out"))"
fi

shipped=korg-nanokontrol2.yaml
sed 's/^layers:/lairs:/' "$root/mappings/$shipped" >"$work/mappings/$shipped"
wrong_line=$(grep -n '^lairs:' "$work/mappings/$shipped" | cut -d: -f1)
start_desk
like "a broken mapping is reported with its place" "$(cat "$work/log")" "^warning: .*$shipped:$wrong_line:1: .*"
ctl mapping list
is "mapping list with a broken one: exit code" "$code" 1
like "the shipped mapping takes the place of a broken one" "$out" "^$shipped: "
rm "$work/mappings/$shipped"
count=$(ls "$root/mappings/"*.yaml | wc -l)
soon "a mapping file that is taken away is noticed" 3 grep -q "read $count mappings again" "$work/log"
kill -HUP "$faderd"
reads() { [ "$(grep -c "$1" "$work/log")" -ge "$2" ]; }
soon "SIGHUP reads the mappings again" 3 reads "read $count mappings again" 2
sed 's/^name: .*/name: Mine/' "$root/mappings/$shipped" >"$work/mappings/mine.yaml"
soon "a mapping file that appears is read" 3 grep -q "read $((count + 1)) mappings again" "$work/log"
sed -i 's/^layers:/lairs:/' "$work/mappings/mine.yaml"
soon "a mapping file that breaks is reported with its place" 3 grep -q "^warning: .*mine.yaml:$wrong_line:1: " "$work/log"
soon "a mapping that breaks stays as it was" 3 reads "read $((count + 1)) mappings again" 2
rm "$work/mappings/mine.yaml"
holds "the desk goes on after all this" faderctl status
stop_desk
stop_jack
