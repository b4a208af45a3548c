# Snapshots, as a person at the command line uses them.
faderctl set ch/1/fader -6 >"$work/out"
ctl snapshot save Verse
is "save takes the first free number" "$out" 'saved 1 "Verse"'
like "status names the snapshot" "$(faderctl status)" '^snapshot 1 "Verse"$'
faderctl set ch/1/fader -20 >"$work/out"
like "status says that the desk has moved on" "$(faderctl status)" '^snapshot 1 "Verse", changed since'
ctl snapshot diff Verse
is "diff prints the change" "$out" 'ch/1/fader -6.00 dB → -20.00 dB'

ctl snapshot recall verse
is "recall by name: exit code" "$code" 0
like "recall says what it did" "$out" '^recalled 1 "Verse"'
is "recall brings the fader back" "$(value_of ch/1/fader)" '-6.00 dB'
ctl snapshot undo
is "undo: exit code" "$code" 0
is "undo takes the recall back" "$(value_of ch/1/fader)" '-20.00 dB'
ctl snapshot redo
is "redo does it again" "$(value_of ch/1/fader)" '-6.00 dB'
ctl snapshot undo
ctl snapshot undo
is "without a recall there is nothing to undo" "$code" 1

ctl snapshot recall 1 --fade 1.5
like "a recall with a fade says so" "$out" '1 fading'
level=$(value_of ch/1/fader)
is "at the start of a fade the fader is on its way" "$(echo "$level" | awk '{ print ($1 >= -20 && $1 < -6) }')" 1
at_rest() { [ "$(value_of ch/1/fader)" = '-6.00 dB' ]; }
soon "a fade ends exactly at its value" 5 at_rest

faderctl set ch/1/fader -20 >"$work/out"
faderctl set ch/2/fader -20 >"$work/out"
ctl snapshot recall 1 --scope ch/1/fader
is "a scope keeps the rest as it is" "$(value_of ch/1/fader), $(value_of ch/2/fader)" '-6.00 dB, -20.00 dB'

ctl snapshot save --number 7 Chorus
is "save takes a number" "$out" 'saved 7 "Chorus"'
ctl snapshot list
is "list has both" "$out" "$(printf '1 "Verse"\n7 "Chorus"')"
ctl snapshot show 7
like "show prints what a snapshot holds" "$out" '^ch/1/fader -6.00 dB$'
ctl snapshot diff 1 7
is "diff compares two snapshots" "$out" 'ch/2/fader -7.00 dB → -20.00 dB'
ctl snapshot rename 7 'Last chorus'
is "rename" "$out" 'renamed 7 "Last chorus"'
ctl snapshot delete 'Last chorus'
is "delete: exit code" "$code" 0
ctl snapshot list
is "a deleted snapshot is not in the list" "$out" '1 "Verse"'
refuses "recall of a snapshot that is not there" 1 'Bridge' snapshot recall Bridge
