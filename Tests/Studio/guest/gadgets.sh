# USB controllers that the kernel makes of dummy_hcd and configfs: plugs, hands, and the bytes that reach the hardware.
# The hardware's side of controller NAME is the raw MIDI card hw:NAME.

gadgets=/sys/kernel/config/usb_gadget

# gadget_make NAME VENDOR PRODUCT-ID PRODUCT SERIAL PORTS
gadget_make() {
  g=$gadgets/$1
  [ ! -d "$g" ] || return 0
  mkdir -p "$g/strings/0x409" "$g/configs/c.1" "$g/functions/midi.$1"
  echo "$2" > "$g/idVendor"
  echo "$3" > "$g/idProduct"
  echo "$4" > "$g/strings/0x409/product"
  echo "$5" > "$g/strings/0x409/serialnumber"
  echo "$6" > "$g/functions/midi.$1/in_ports"
  echo "$6" > "$g/functions/midi.$1/out_ports"
  echo "$1" > "$g/functions/midi.$1/id"
  ln -s "$g/functions/midi.$1" "$g/configs/c.1/"
}

# plug NAME [SOCKET]: into a free socket of the four, or a given one. The watcher runs before the plug and waits for the
# card, so that it misses no byte: a gadget throws away what comes while nobody has its port open.
plug() {
  socket=${2:-}
  [ -n "$socket" ] || for socket in 0 1 2 3; do
    grep -qx "dummy_udc.$socket" "$gadgets"/*/UDC || break
  done
  : > "$run/$1.bytes"
  rm -f "$run/$1.waits"
  /studio/watch "$1" "$run/$1.waits" >> "$run/$1.bytes" &
  echo $! > "$run/$1.watch"
  wait_for 10 test -e "$run/$1.waits" || bad "the watcher of $1 starts" nothing "$run/$1.waits"
  echo "dummy_udc.$socket" > "$gadgets/$1/UDC"
}

unplug() {
  [ -n "$(cat "$gadgets/$1/UDC")" ] || return 0
  echo > "$gadgets/$1/UDC"
  kill "$(cat "$run/$1.watch")" 2> /dev/null || true
}

unplug_all() {
  for g in "$gadgets"/*/; do
    [ ! -e "$g/UDC" ] || unplug "$(basename "$g")"
  done
}

# hand NAME BYTES: what the person does, as the bytes that the hardware sends.
hand() { amidi -p "hw:$1,0,0" -S "$2"; }

# hand_file NAME FILE: raw bytes from a file, as fast as the port takes them.
hand_file() { amidi -p "hw:$1,0,0" -s "$2"; }

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

# shows NAME LINE…: whether a Mackie Control would show all of it; the lines are those of guest/shown.
shows() {
  shows_what=$(bytes_of "$1" | /studio/shown)
  shows_count=$(bytes_of "$1" | wc -w)
  shift
  for line; do
    printf '%s\n' "$shows_what" | grep -qxF "$line" && continue
    echo "not '$line' but '$(printf '%s\n' "$shows_what" | grep -F "$(echo "$line" | cut -d' ' -f1,2) ")' in $shows_count bytes"
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
