# USB controllers that the kernel makes of dummy_hcd and configfs: plugs, hands, and what the hardware shows. The
# hardware's side of controller NAME is the raw MIDI card hw:NAME, at which a virtual device plays it.

gadgets=/sys/kernel/config/usb_gadget

# gadget_make NAME VENDOR PRODUCT-ID PRODUCT SERIAL PORTS [OPTION…]: a controller that is not plugged in yet; the options
# are those of virtual-device.
gadget_make() {
  g=$gadgets/$1
  if [ ! -d "$g" ]; then
    mkdir -p "$g/strings/0x409" "$g/configs/c.1" "$g/functions/midi.$1"
    echo "$2" > "$g/idVendor"
    echo "$3" > "$g/idProduct"
    echo "$4" > "$g/strings/0x409/product"
    echo "$5" > "$g/strings/0x409/serialnumber"
    echo "$6" > "$g/functions/midi.$1/in_ports"
    echo "$6" > "$g/functions/midi.$1/out_ports"
    echo "$1" > "$g/functions/midi.$1/id"
    ln -s "$g/functions/midi.$1" "$g/configs/c.1/"
  fi
  ! is_up "$run/$1.device" || return 0
  gadget_name=$1
  shift 6
  rm -f "$run/$gadget_name.report"
  /studio/bin/virtual-device "$gadget_name" "$run" "$@" &
  echo $! > "$run/$gadget_name.device"
  # It must look for its card before the plug: the kernel throws away what comes while nobody has the port open.
  wait_for 20 test -e "$run/$gadget_name.report" || bad "the device $gadget_name starts" nothing "$run/$gadget_name.report"
}

# plug NAME [SOCKET]: into a free socket of the four, or a given one.
plug() {
  socket=${2:-}
  [ -n "$socket" ] || for socket in 0 1 2 3; do
    grep -qx "dummy_udc.$socket" "$gadgets"/*/UDC || break
  done
  : > "$run/$1.bytes"
  echo "dummy_udc.$socket" > "$gadgets/$1/UDC"
}

unplug() {
  [ -n "$(cat "$gadgets/$1/UDC")" ] || return 0
  echo > "$gadgets/$1/UDC"
}

# All controllers are unplugged and gone.
devices_down() {
  for g in "$gadgets"/*/; do
    [ -e "$g/UDC" ] || continue
    unplug "$(basename "$g")"
    kill "$(cat "$run/$(basename "$g").device")" 2> /dev/null || true
  done
}

# hand NAME BYTES: what the person does, as the bytes that the hardware sends; `file PATH` for those of a file, as fast as
# the port takes them.
hand() {
  is_up "$run/$1.device" || { bad "a hand on $1" "no such device" "$2"; return 1; }
  echo "$2" > "$run/$1.hands"
  read -r hand_answer < "$run/$1.done"
  [ "$hand_answer" = ok ] || { echo "hand $1: $hand_answer" >&2; return 1; }
}

# The bytes that reached the hardware so far, as hexadecimal numbers in one line.
bytes_of() { od -An -v -t x1 "$run/$1.bytes" | tr 'a-f\n' 'A-F ' | tr -s ' '; }

# From now on only new bytes count.
forget_bytes() { : > "$run/$1.bytes"; }

# got NAME PATTERN: whether the hardware got these bytes (an extended regular expression over "90 12 7F …").
got() { bytes_of "$1" | grep -Eq -- "$2"; }

# check_got NAME SECONDS WHAT PATTERN
check_got() {
  if wait_for "$2" got "$1" "$4"; then ok "$3"; else
    bad "$3" "$(bytes_of "$1" | tail -c 600)" "bytes $4 within $2 s"
    return 1
  fi
}

# shows NAME LINE…: whether the hardware shows all of it; the lines are those of the virtual device's report.
shows() {
  shows_what=$(cat "$run/$1.report")
  shows_count=$(wc -c < "$run/$1.bytes")
  shift
  for line; do
    printf '%s\n' "$shows_what" | grep -qxF -- "$line" && continue
    echo "not '$line' but '$(printf '%s\n' "$shows_what" | grep -F -- "${line% *} ")' after $shows_count bytes"
    return 1
  done
}

# check_shows NAME WHAT LINE…
check_shows() {
  shows_name=$1 shows_title=$2
  shift 2
  check_within 15 "$shows_title" shows "$shows_name" "$@"
}

# The X-Touch of the scenarios: two ports, of which the first is the surface.
xtouch() {
  gadget_make xt 0x1397 0x00b4 X-Touch 0001 2
  plug xt
  check_within 15 "the X-Touch is in surface list" surface_is '1397:00b4.*ready'
}
