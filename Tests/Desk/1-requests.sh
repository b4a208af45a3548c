# The demo sounds, faderctl moves it, and every subcommand ends with the exit code that it promises.
start_jack
start_desk

soon "the desk joins the server" 8 plays
soon "the demo sounds" 5 is_above -40
ctl set 'ch/*/mute' on
is "muting every channel: exit code" "$code" 0
# The meter itself takes 4 s for these 50 dB.
soon "muted channels are silent" 8 is_below -50
ctl set 'ch/*/mute' off
soon "opened channels sound again" 5 is_above -40

ctl status
like "status names the server" "$out" "^audio running on $server, 48000 Hz, 256 frames"
like "status tells of the demo" "$out" '^demo multitrack plays'
soon "status says when the disk has everything" 4 sh -c "faderctl status | grep '^persistence saved'"

ctl set ch/1/fader -6
is "set takes a value that begins with a minus" "$out" 'ch/1/fader -6.00 dB'
ctl set ch/1/fader by -3 dB
is "set moves by an amount" "$out" 'ch/1/fader -9.00 dB'
ctl set ch/1/name 'Lead vox'
is "set takes a name with a space" "$out" 'ch/1/name "Lead vox"'
ctl get 'ch/lead vox/fader'
is "a strip is found by its name" "$out" 'ch/1/fader -9.00 dB'
ctl get 'ch/*/mute'
is "get with a wildcard prints every channel" "$(printf '%s\n' "$out" | grep -c '^ch/[0-9]*/mute off$')" 32
ctl params ch/1/fader
like "params tells range and default" "$out" '^ch/1/fader \(-90 to 10 dB, or -inf\) default -inf'
ctl surface list
is "surface list: exit code" "$code" 0

refuses "a value out of range" 1 "^faderctl: '20' is not a value for ch/1/fader; write -90 to 10 dB" set ch/1/fader 20
is "a refused value changes nothing" "$(value_of ch/1/fader)" '-9.00 dB'
refuses "a path that is not there" 1 "did you mean 'ch/1/fader'" get ch/1/fadr
refuses "no daemon" 1 "^faderctl: .*$work/nobody" status --socket "$work/nobody"
refuses "an unknown subcommand" 2 'frobnicate' frobnicate
refuses "a missing value" 2 '<value>' set ch/1/fader
refuses "a missing path" 2 'path' get
refuses "an option that is not there" 2 '--loud' status --loud
refuses "a request that the daemon does not understand" 2 "'0' is not a snapshot" snapshot recall 0

if python3 -c 'import json' 2>/dev/null; then
  for request in status params meters 'surface list' 'snapshot list'; do
    # shellcheck disable=SC2086 # two words
    faderctl $request --json >"$work/json"
    holds "$request --json is JSON" python3 -m json.tool "$work/json"
  done
else
  skip "--json prints JSON" "there is no python3"
fi

# The watcher in the foreground, because a shell without job control starts what is in the background deaf to SIGINT; so may be
# this whole script.
(
  within 8 grep -q . "$work/watch"
  faderctl set ch/3/fader -7
  faderctl set ch/2/fader -7
  within 8 grep -q -- -7 "$work/watch"
  kill -INT "$(cat "$work/watcher")"
  within 5 has_ended "$(cat "$work/watcher")" || kill -KILL "$(cat "$work/watcher")"
) >"$work/out" 2>&1 &
mover=$!
code=0
before=$(faderctl get ch/2/fader)
sh -c 'echo $$ >"$1" && exec env --default-signal=INT faderctl watch --full ch/2/fader' watch "$work/watcher" >"$work/watch" || code=$?
wait $mover
is "watch prints what another client changes, and that alone" "$(cat "$work/watch")" \
  "$(printf '%s\nch/2/fader -7.00 dB' "$before")"
is "SIGINT ends watch" "$code" 130
