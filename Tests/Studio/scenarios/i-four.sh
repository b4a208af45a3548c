# An X-Touch with its extender as one surface, a nanoKONTROL2 and a MIDImix at once; pulled and swapped, each shows the desk.
# The X-Touch and its extender are slower here than any real ones: they take 1000 bytes a second, and their mapping says so.
mappings=$run/mappings
mkdir -p "$mappings/families"
for family in mackie-control mackie-strips; do
  sed 's/^pacing: .*/pacing: {rate: 800, gap: 5, burst: 48}/' "/usr/share/faderd/mappings/families/$family.yaml" \
    > "$mappings/families/$family.yaml"
done
more='surfaces:
  joined: [[behringer-x-touch-extender, behringer-x-touch]]'
desk_start || exit 1
gadget_make ext 0x1397 0x00b5 X-Touch-Ext 0007 1 --drain=1000 --answers
gadget_make xt 0x1397 0x00b4 X-Touch 0001 2 --drain=1000 --answers
gadget_make nk 0x0944 0x0117 nanoKONTROL2 0001 1
gadget_make mm 0x09e8 0x0031 'MIDI Mix' 0001 1
plug xt 0
plug nk 1
plug mm 2
plug ext 3
ready() { surface_is "$1.*ready" > /dev/null; }
all_are_ready() { ready 1397:00b5 && ready 1397:00b4 && ready 0944:0117 && ready 09e8:0031; }
check_within 30 "all four are in surface list" all_are_ready

# Eight channels on the extender, then the two groups on the X-Touch.
put ch/3/fader -6
put group/1/fader -10
put group/1/name Drums
check_shows ext "the extender has the channels" 'motor 3 60 4C'
check_shows xt "the X-Touch goes on with the groups" 'motor 1 00 40' 'text 1 Drums'
hand xt '90 69 7F E1 60 4C 90 69 00'
check_within 10 "its second fader is the second group" near_value group/2/fader "$(law 60 4C)"
put ch/3/fader -20
check_shows ext "a motor of the extender follows" 'motor 3 00 30'

# One mute, three lights.
hand mm '90 07 7F 80 07 00'
check_within 10 "MUTE 3 of the MIDImix mutes" value_is ch/3/mute on
check_shows ext "its light on the extender" 'light 12 7F'
check_shows mm "its light on the MIDImix" 'light 07 7F'
check_shows nk "its light on the nanoKONTROL2" 'control 32 7F'

# The MIDImix has no motors: it moves nothing before it has crossed the level.
put ch/1/fader -30
hand mm 'B0 13 7F B0 13 60'
check_within 10 "the nanoKONTROL2 goes on meanwhile" \
  sh -c '. /studio/guest.sh; hand nk "B0 01 00 B0 01 7F"; wait_for 5 near_value ch/2/fader 10'
check_near "a hand that crosses nothing moves nothing" "$(value ch/1/fader)" -30 0.01

# A recall reaches all of them.
check_equal "a snapshot is saved" "$(faderctl snapshot save Four > /dev/null 2>&1 && echo yes)" yes
put ch/3/mute off
put ch/3/fader -60
check_shows mm "the light is out" 'light 07 00'
check_shows nk "on the other too" 'control 32 00'
faderctl snapshot recall Four > /dev/null
check_shows ext "the recall is on the extender" 'motor 3 00 30' 'light 12 7F'
check_shows mm "on the MIDImix" 'light 07 7F'
check_shows nk "and on the nanoKONTROL2" 'control 32 7F'

# What is unplugged leaves no gap.
unplug ext
check_within 10 "the extender is gone" sh -c '. /studio/guest.sh; ! surface_is "1397:00b5.*ready"'
check_shows xt "the X-Touch has the channels now" 'motor 3 00 30' 'light 12 7F'
# Swapped: each in the other's socket.
unplug nk
unplug mm
plug ext 1
plug mm 3
plug nk 2
check_within 30 "all four are back, in other sockets" all_are_ready
check_shows ext "the channels are on the extender again" 'motor 3 00 30' 'light 12 7F'
check_shows xt "and the groups on the X-Touch" 'motor 1 00 40'
check_shows mm "the MIDImix is shown everything, lights that are off too" 'light 01 00' 'light 07 7F'
check_shows nk "the nanoKONTROL2 too" 'control 30 00' 'control 32 7F'
check_near "no level has moved" "$(value ch/1/fader)" -30 0.01

# For some seconds everything changes all the time, which is more than the X-Touch and its extender can take.
begun=$(uptime_ms)
perl -MSocket -e '
  socket my $desk, PF_UNIX, SOCK_STREAM, 0;
  connect $desk, sockaddr_un($ARGV[0]) or die "no desk: $!";
  for my $turn (1 .. 300) {
    my ($name, $level, $pan) = $turn % 2 ? ("abcdefg", -45, -90) : ("NOPQRST", -20, 90);
    syswrite $desk, "set ch/*/name $name\nset group/*/name $name\nset ch/*/fader $level\nset ch/*/pan $pan\n";
    sysread $desk, my $replies, 65536;
  }' "$FADERD_SOCKET"
note "everything changed 300 times in $(($(uptime_ms) - begun)) ms; the extender got $(wc -c < "$run/ext.bytes") bytes"
check_shows ext "the extender has kept up" 'text 1 NOPQRST' 'text 8 NOPQRST' 'motor 1 00 30' 'fader 8 00 30'
check_shows xt "the X-Touch too" 'text 1 NOPQRST' 'text 2 NOPQRST'
for name in ext xt; do
  check_match "nothing was lost on the way to $name" "$(cat /proc/asound/$name/midi0)" 'Overruns *: 0$'
  check_shows "$name" "and nothing wrong came" 'trouble none'
done
