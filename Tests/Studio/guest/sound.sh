# JACK on the snd-aloop cable: what is played into hw:Loopback,1 reaches faderd, what it plays is recorded there.

channels=8

jack_start() {
  jackd -R -d alsa -d hw:Loopback,0 -r 48000 -p 1024 -n 3 -i $channels -o 2 > "$run/jackd.log" 2>&1 &
  echo $! > "$run/jackd.pid"
  wait_for 15 jack_lsp || bad "jackd" "$(tail -n 5 "$run/jackd.log")" "a running server"
}

# jack_ensure: the server of an earlier scenario of this boot serves the next one too.
jack_ensure() { is_up "$run/jackd.pid" || jack_start; }

# tone_start CHANNEL LEVEL: a sine of 1 kHz with its peak at LEVEL dBFS, until tone_stop.
tone_start() {
  map=''
  for number in $(seq $channels); do
    if [ "$number" = "$1" ]; then map="$map 1"; else map="$map 0"; fi
  done
  # One second holds whole periods, so that its repetition has no seam.
  sox -n -r 48000 -b 32 -e float -t raw "$run/tone.raw" synth 1 sine 1000 gain "$2" remix $map
  (while cat "$run/tone.raw"; do :; done | aplay -q -t raw -D hw:Loopback,1 -f FLOAT_LE -r 48000 -c $channels) \
    > "$run/aplay.log" 2>&1 &
  echo $! > "$run/tone.pid"
  sleep 0.3
}

tone_stop() {
  [ -e "$run/tone.pid" ] || return 0
  pkill -P "$(cat "$run/tone.pid")"
  rm "$run/tone.pid"
}

# record SECONDS FILE: what leaves main, stereo.
record() {
  arecord -q -D hw:Loopback,1 -f FLOAT_LE -r 48000 -c 2 -t wav -s "$(awk "BEGIN { print int($1 * 48000) }")" "$2" \
    2> "$run/arecord.log"
}

# recorder_start FILE, recorder_stop: the same for as long as it takes.
recorder_start() {
  arecord -q -D hw:Loopback,1 -f FLOAT_LE -r 48000 -c 2 -t wav "$1" 2> "$run/arecord.log" &
  recorder=$!
  sleep 0.5
}

recorder_stop() {
  kill "$recorder"
  wait "$recorder"
}

# stats_of FILE SIDE: sox's figures of one side (1 left, 2 right).
stats_of() { sox "$1" -n remix "$2" stats 2>&1; }

# level_of FILE SIDE: RMS in dB of its loudest 50 ms, so that a drop-out of the emulation does not count.
level_of() { stats_of "$1" "$2" | awk '/^RMS Pk dB/ { print $4 }'; }

# measure: what main plays now, in $left and $right: RMS in dB.
measure() {
  record 0.5 "$run/level.wav"
  left=$(level_of "$run/level.wav" 1)
  right=$(level_of "$run/level.wav" 2)
}

level_is() {
  measure
  is_near "$left" "$1" 0.2 && is_near "$right" "$2" 0.2
}

# check_level WHAT LEFT RIGHT: main's RMS comes to these levels in dB, within 0.2 dB. The desk fades up after a start, and
# the emulated cable holds some tenths of a second: hence not at the first look.
check_level() {
  wait_for 10 level_is "$2" "$3" || sound_story
  check_near "$1, left" "$left" "$2" 0.2
  check_near "$1, right" "$right" "$3" 0.2
}

# check_silence WHAT
check_silence() {
  wait_for 10 is_silent || sound_story
  check_match "$1" "$left $right" "$silence $silence"
}

# What a failed level needs to be understood: the same signal as the desk sees it, and who else had trouble.
sound_story() {
  note "desk: $(faderctl meters 2>&1 | grep -E '^(ch/3|main)' | tr '\n' ';') $(faderctl status 2>&1 | grep '^audio')"
  note "tone: $(is_up "$run/tone.pid" && echo plays || echo stopped) $(tail -n 2 "$run/aplay.log" | tr '\n' ';')"
  note "recorder: $(tail -n 2 "$run/arecord.log" | tr '\n' ';') jackd: $(tail -n 2 "$run/jackd.log" | tr '\n' ';')"
}

silence='(-inf|-1[0-9][0-9][0-9.]*)'

is_silent() {
  measure
  echo "$left $right" | grep -Eq "^$silence $silence$"
}

# law POSITION(LL MM): dB of a fader at that position, by the X32's four straight lines.
law() {
  printf '%d %d\n' "0x$1" "0x$2" | awk '{
    f = ($2 * 128 + $1) / 16368
    if (f > 1) f = 1
    print (f >= .5 ? 40 * f - 30 : f >= .25 ? 80 * f - 50 : f >= .0625 ? 160 * f - 70 : 480 * f - 90)
  }'
}

# sum NUMBER…: with two decimals, for levels in dB.
sum() { echo "$*" | awk '{ for (i = 1; i <= NF; i++) s += $i; printf "%.2f", s }'; }
