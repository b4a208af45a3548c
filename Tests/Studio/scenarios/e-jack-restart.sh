# jackd is killed and started again: faderd lives on, rejoins, and mixes with the same connections.
jack_ensure
desk_start || exit 1
check_within 10 "the desk joins JACK" audio_runs
xtouch
tone_start 3 -12
put ch/3/fader -6
level=$(sum -12 -3.01 -3.01 -6)
check_level "before" "$level" "$level"
connections() { jack_lsp -c 2> /dev/null; }
connections > "$run/before"
check_match "there are connections" "$(grep -c '^ ' "$run/before")" '^[1-9]'
same_connections() { connections | diff "$run/before" -; }

for round in 1 2; do
  kill -KILL "$(cat "$run/jackd.pid")"
  # The cable's far end goes as well: what was playing into it must not hold its settings.
  tone_stop
  check_within 15 "round $round: the desk says that audio is absent" audio_is_absent
  check_within 5 "round $round: faderd lives" desk_is_up
  hand xt '90 6A 7F E2 00 30 90 6A 00'
  check_within 10 "round $round: the surface works without audio" near_value ch/3/fader "$(law 00 30)"
  sleep 1
  jack_start
  check_within 20 "round $round: the desk rejoins" audio_runs
  check_within 10 "round $round: the connections are the same" same_connections
  tone_start 3 -12
  level=$(sum -12 -3.01 -3.01 "$(law 00 30)")
  check_level "round $round: the mix goes on" "$level" "$level"
done
