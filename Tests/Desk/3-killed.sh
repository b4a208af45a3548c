# kill -9 in the middle of a stream of moves. Each move sets all channels at once, so a torn state would show.
faderctl set ch/1/fader -6 >"$work/out"
faderctl snapshot save 'Before the end' >"$work/out"
faderctl snapshot show 'Before the end' >"$work/before"

# Each line: when it was acknowledged, in ms, and the value. Longer than the desk waits for a hand to rest.
(
  step=0
  while [ $step -lt 2000 ]; do
    step=$((step + 1))
    value=$(awk "BEGIN { printf \"%.2f\", -1 - $step / 25 }")
    faderctl set 'ch/*/fader' "$value" >"$work/out" 2>&1 || exit 0
    echo "$(($(date +%s%N) / 1000000)) $value"
  done
) >"$work/moves" &
stream=$!
sleep 4
killed=$(($(date +%s%N) / 1000000))
kill -KILL "$faderd"
wait "$faderd" 2>"$work/out" || true
faderd=''
wait $stream
moves=$(wc -l <"$work/moves")
is "the desk was killed in the middle of a stream" "$([ "$moves" -gt 5 ] && echo yes || echo "no: $moves moves")" yes

start_desk
ctl get 'ch/*/fader'
values=$(printf '%s\n' "$out" | sed 's/^[^ ]* //; s/ dB$//' | sort -u)
is "all channels are of one moment" "$(printf '%s\n' "$values" | wc -l | tr -d ' ')" 1
# The last one may have reached the disk without its acknowledgement.
acknowledged=$(awk -v value="$values" '$2 == value { print $1 }' "$work/moves")
like "the desk is as one of the moves left it" "$values: ${acknowledged:-never}" ': [0-9]+$'
# 2 s of patience, and what a busy disk takes.
age=$((killed - ${acknowledged:-0}))
is "no more than the last moment is lost" "$([ $age -lt 3500 ] && echo yes || echo "no: $age ms")" yes
echo "   $moves moves; the desk came back as it was $age ms before it was killed"
faderctl snapshot show 'Before the end' >"$work/after"
holds "the snapshot is as it was acknowledged" cmp "$work/before" "$work/after"
like "nothing was wrong with the files" "$(grep -c '^warning: .*snapshot' "$work/log" || true)" '^0$'
