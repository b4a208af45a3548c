# What faderctl does without a daemon: mappings, udev rules, renders.
for file in "$root"/mappings/*.yaml; do
  holds "mapping check $(basename "$file")" faderctl mapping check "$file"
done
holds "mapping check of everything at once, families too" faderctl mapping check "$root"/mappings/*
mkdir -p "$work/own/families" "$work/none"
sed 's/{kind: button,/{kind: butto,/' "$root/mappings/families/hui.yaml" >"$work/own/families/own.yaml"
place=$(grep -n 'kind: butto,' "$work/own/families/own.yaml" | head -n 1 | cut -d: -f1)
refuses "mapping check of a folder with a broken family" 1 "^$work/own/families/own.yaml:$place:[0-9]+: kind is one of" \
  mapping check "$work/own"
refuses "mapping check of a folder without mappings" 1 "no mapping file .*$work/none" mapping check "$work/none"
broken=$work/broken.yaml
sed 's/{kind: fader,/{kind: fadr,/' "$root/mappings/akai-midimix.yaml" >"$broken"
place=$(grep -n 'kind: fadr' "$broken" | head -n 1 | cut -d: -f1)
refuses "mapping check of a broken file" 1 "^$broken:$place:[0-9]+: .*fader" mapping check "$broken"
refuses "mapping check of a file that is not there" 1 "$work/none.yaml" mapping check "$work/none.yaml"
cat >"$work/box.map" <<'MAP'
<ArdourMIDIBindings version="1.0.0" name="Box">
  <DeviceInfo bank-size="8"/>
  <Binding channel="1" ctl="7" uri="/route/gain B1"/>
  <Binding channel="1" note="40" function="transport-stop"/>
</ArdourMIDIBindings>
MAP
ctl mapping import "$work/box.map" --client "Box*"
is "mapping import: exit code" "$code" 0
like "mapping import reports what it left out" "$err" "line 4: transport \\(transport-stop\\)"
printf '%s\n' "$out" >"$work/box.yaml"
holds "mapping check of what was imported" faderctl mapping check "$work/box.yaml"
echo '<MackieProtocolDevice><Name value="Strips"/><IsXTouch value="yes"/></MackieProtocolDevice>' >"$work/strips.device"
ctl mapping import --mappings "$root/mappings" "$work/strips.device"
like "mapping import takes colours from the mapping of the device that is named" "$out" '^    send: F0 00 00 66 unit 72 all F7$'
refuses "mapping import of a file that is no map" 1 "^$broken:1:1: .*XML" mapping import "$broken"
ctl mapping lint --strict "$root"/mappings/*.yaml
is "mapping lint: no shipped file has a warning" "$code" 0
sed 's/^examples:/  lost:\n    mute[1]: undo\n\n&/' "$root/mappings/akai-midimix.yaml" >"$work/lost.yaml"
place=$(grep -n '^  lost:' "$work/lost.yaml" | cut -d: -f1)
ctl mapping lint --strict "$work/lost.yaml"
is "mapping lint of a layer that cannot be reached: exit code" "$code" 1
like "mapping lint names it with its line" "$out" "^$work/lost.yaml:$place:3: warning: nothing switches the layer 'lost' on"
sed "s/^  lost:/&\n    mute[1]: redo/" "$work/lost.yaml" >"$work/twice.yaml"
refuses "mapping lint of a control that is bound twice" 1 "^$work/twice.yaml:$((place + 1)):5: .*more than once" \
  mapping lint "$work/twice.yaml"
ctl mapping schema
is "mapping schema: exit code" "$code" 0
holds "mapping schema is JSON" sh -c 'faderctl mapping schema | python3 -m json.tool'
faderctl mapping udev --mappings "$root/mappings" >"$work/rules"
holds "udev/70-faderd.rules is what the mappings say (make udev)" cmp "$work/rules" "$root/udev/70-faderd.rules"

cat >"$work/moves.txt" <<'MOVES'
# Two seconds of sound, one and a half of silence, sound again.
2 set ch/*/mute on
3.5 set ch/*/mute off
MOVES
ctl render --in demo --seconds 5 --script "$work/moves.txt" --out "$work/x.wav"
is "render: exit code" "$code" 0
like "render says what it wrote" "$out" "^$work/x.wav: 5.0 s at 48000 Hz, peak -[0-9.]+ dBFS"
is "render writes two channels" "$(soxi -V1 -c "$work/x.wav")" 2
is "render writes as many frames as it should" "$(soxi -V1 -s "$work/x.wav")" 240000
# Peak of a stretch in millionths.
peak() {
  sox "$work/x.wav" -n trim "$1" "$2" stat 2>&1 |
    awk '/^M..imum amplitude/ { x = $3 < 0 ? -$3 : $3; if (x > peak) peak = x } END { printf "%d\n", peak * 1e6 }'
}
is "before the mute the render sounds" "$([ "$(peak 0 2)" -gt 100000 ] && echo yes || echo "no: $(peak 0 2)")" yes
# A mute is a ramp of at most 20 ms for each unit of gain; the limiter is quicker.
is "after the mute the render is silent" "$(peak 2.1 1.35)" 0
is "after the mute the render sounds again" "$([ "$(peak 3.6 1.4)" -gt 100000 ] && echo yes || echo "no: $(peak 3.6 1.4)")" yes

example=$root/examples/001-demo-mix.snapshot
ctl render --in demo --seconds 3 --snapshot "$example" --out "$work/x.wav"
is "render of the example: exit code" "$code" 0
is "render of the example: no notice" "$err" ''
ctl render --in demo --seconds 3 --snapshot "$example" --block 1000 --out "$work/y.wav"
holds "the same render is the same file, in other blocks too" cmp "$work/x.wav" "$work/y.wav"

printf '1 set ch/1/mute on\n2 set ch/1/fadr -6\n' >"$work/wrong.txt"
rm -f "$work/y.wav"
refuses "a script with a mistake" 1 "$work/wrong.txt:2:7: 'ch/1/fadr'" \
  render --in demo --seconds 1 --script "$work/wrong.txt" --out "$work/y.wav"
is "a script with a mistake renders nothing" "$(ls "$work/y.wav" 2>/dev/null || true)" ''
refuses "a render into a folder that is not there" 1 "$work/nowhere/y.wav" \
  render --in demo --seconds 1 --out "$work/nowhere/y.wav"
