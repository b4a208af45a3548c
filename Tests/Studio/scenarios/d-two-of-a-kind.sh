# Two controllers of one model are told apart by serial number, and stay themselves in other sockets.
desk_start || exit 1
gadget_make nk1 0x0944 0x0117 nanoKONTROL2 0001 1
gadget_make nk2 0x0944 0x0117 nanoKONTROL2 0002 1
plug nk1 0
plug nk2 1
both_are_listed() { surface_is '0944:0117.*0001.*ready' && surface_is '0944:0117.*0002.*ready'; }

# check_hand NAME CC PATH WHAT: a hand that crosses the desk's value takes the fader over.
check_hand() {
  put "$3" -30
  hand "$1" "B0 $2 00 B0 $2 7F B0 $2 5F"
  check_within 10 "$4" near_value "$3" "$(sevenbit 5F)" 0.1
}

# The X32 law at a 7-bit position.
sevenbit() {
  printf '%d\n' "0x$1" | awk '{ f = $1 / 127; print (f >= .5 ? 40 * f - 30 : 80 * f - 50) }'
}

# check_takeover NAME OTHER WHAT: the position of one unit says nothing about the other.
check_takeover() {
  put ch/4/fader -30
  hand "$1" 'B0 03 00'
  hand "$2" 'B0 03 7F'
  sleep 0.5
  check_near "$3" "$(value ch/4/fader)" -30 0.01
}

check_within 10 "both are in surface list, by serial number" both_are_listed
check_equal "no more than two are listed" "$(faderctl surface list | grep -c 0944:0117)" 2
check_hand nk1 00 ch/1/fader "fader 1 of the first"
check_hand nk2 01 ch/2/fader "fader 2 of the second"
# The identities without the names that people read: of two that are called the same, the later one gets a number.
identities() { faderctl surface list | grep -Eo '0944:0117[^"]*' | sort; }
identities > "$run/before"
check_equal "their identities differ" "$(uniq "$run/before" | wc -l)" 2

unplug nk1
unplug nk2
check_within 10 "both are gone" surface_is_not '0944:0117.*ready'
# The other order, and each in the other's socket.
plug nk2 0
check_within 10 "the second comes first" surface_is '0944:0117.*0002.*ready'
plug nk1 1
check_within 10 "both are listed again" both_are_listed
same_identities() { identities | diff "$run/before" -; }
check_within 10 "with the same identities" same_identities
check_hand nk1 00 ch/1/fader "fader 1 of the first, after the replug"
check_hand nk2 01 ch/2/fader "fader 2 of the second, after the replug"
check_takeover nk1 nk2 "a hand at the bottom of one and at the top of the other cross nothing"
