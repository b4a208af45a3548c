# The power goes during continuous saves: the next boot has a valid desk and every snapshot that was acknowledged.
state=/var/lib/studio-desk
jack_ensure

if [ "$boot" = first ]; then
  rm -rf "$state"
  mkdir -p "$state"
  sync
  desk_start "$state" || exit 1
  # Channel 2 never stands still; channel 1 says which snapshot it belongs to.
  (step=0; while :; do step=$((step + 1)); faderctl set ch/2/fader -$((step % 60)).5; done) > /dev/null 2>&1 &
  number=0
  while :; do
    number=$((number + 1))
    level=-$((number % 80)).25
    faderctl set ch/1/fader $level > /dev/null 2>&1
    # The word goes out only after the acknowledgement; the host hears it before it cuts.
    if faderctl snapshot save take-$number > "$run/save" 2>&1; then echo "saved $number $level"; else
      bad "snapshot save $number" "$(cat "$run/save")" "done"
    fi
  done
fi

tr -d '\0\r' < /dev/vdb | grep '^saved ' > "$run/acknowledged"
count=$(wc -l < "$run/acknowledged")
check_match "snapshots were acknowledged before the cut ($count)" "$count" '^([6-9]|[1-9][0-9]+)$'
note "state folder after the cut: $(ls "$state" "$state"/* | tr '\n' ' ' | head -c 800)"
desk_start "$state" || exit 1
check_within 20 "the desk joins JACK" audio_runs
faderctl snapshot list > "$run/list"
missing=''
while read -r word number level; do
  shown=$(faderctl snapshot show "$number" 2>&1)
  printf '%s\n' "$shown" | grep -Eq "^ch/1/fader $level( dB)?$" || missing="$missing $number"
done < "$run/acknowledged"
check_equal "every acknowledged snapshot is there and holds its values" "$missing" ''
check_near "snapshot list has them, and at most one more" "$(grep -c take- "$run/list")" "$count" 1
last=$(tail -n 1 "$run/acknowledged")
check_match "the desk's state is one that was set" "$(value ch/2/fader)" '^-[0-9]+\.50?$'
check_match "channel 1 too, and of the last saves" "$(value ch/1/fader)" '^-[0-9]+\.25$'
check_match "a new snapshot can be saved" "$(faderctl snapshot save after 2>&1; echo "exit $?")" 'exit 0'
