# The JACK server ends, the desk goes on, the server comes back.
soon "the desk joins the server again after its own end" 8 plays
stop_jack
says_absent() { faderctl status | grep -Eq '^audio absent: .*[a-z]'; }
soon "without a server status says so, with a reason" 5 says_absent
faderctl set ch/4/fader -11 >"$work/out"
is "set and get work without a server" "$(value_of ch/4/fader)" '-11.00 dB'
ctl snapshot save Silent
is "save works without a server" "$code" 0
faderctl set ch/4/fader -12 >"$work/out"
ctl snapshot recall Silent
is "recall works without a server" "$(value_of ch/4/fader)" '-11.00 dB'

start_jack
soon "the desk joins the new server" 10 plays
main_is_connected() { jack_lsp -s "$server" -c faderd:main_L | grep -q 'system:playback_1'; }
soon "main is connected to the card again" 5 main_is_connected
soon "the demo sounds again" 5 is_above -40
