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

card_is_there() { grep -q "\[$1 *\]" /proc/asound/cards; }

# plug NAME [SOCKET]: into a free socket of the four, or a given one; the bytes are watched from the first on.
plug() {
  socket=${2:-}
  [ -n "$socket" ] || for socket in 0 1 2 3; do
    grep -qx "dummy_udc.$socket" "$gadgets"/*/UDC || break
  done
  echo "dummy_udc.$socket" > "$gadgets/$1/UDC"
  wait_for 5 card_is_there "$1" || bad "the hardware's side of $1" "no card" "card $1"
  : > "$run/$1.bytes"
  amidi -p "hw:$1,0,0" -d >> "$run/$1.bytes" 2> /dev/null &
  echo $! > "$run/$1.watch"
}

unplug() {
  [ -n "$(cat "$gadgets/$1/UDC")" ] || return 0
  echo > "$gadgets/$1/UDC"
  kill "$(cat "$run/$1.watch")" 2> /dev/null
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

# The bytes that reached the hardware so far, as one line of hexadecimal numbers.
bytes_of() { tr -d '\n ' < "$run/$1.bytes" | sed 's/../ &/g'; }

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

# The last position that motor N (1-9) of NAME was sent to, as "LL MM".
motor_of() { bytes_of "$1" | grep -Eo "E$(($2 - 1)) [0-9A-F]{2} [0-9A-F]{2}" | tail -n 1 | cut -c4-; }

motor_is() {
  [ "$(motor_of "$1" "$2")" = "$3" ] || { echo "motor $2 of $1 at '$(motor_of "$1" "$2")'"; return 1; }
}

# check_motor NAME N LL-MM: the motor comes to rest there.
check_motor() { check_within 10 "motor $2 goes to $3" motor_is "$1" "$2" "$3"; }

# lcd_of NAME OFFSET LENGTH: what the scribble strips of a Mackie Control show, put together from all that was sent.
lcd_of() {
  bytes_of "$1" | perl -e '
    my ($offset, $length) = @ARGV;
    my $lcd = " " x 112;
    my $bytes = <STDIN>;
    while ($bytes =~ /F0 00 00 66 14 12 (..) ((?:[0-7]. )*)F7/g) {
      my $text = join "", map { chr hex } split / /, $2;
      substr($lcd, hex $1, length $text) = $text;
    }
    my $seen = substr $lcd, $offset, $length;
    $seen =~ s/ +$//;
    print "$seen\n"' "$2" "$3"
}

# strip_text_is NAME STRIP(1-8) TEXT: the upper line of a scribble strip.
strip_text_is() {
  strip_text=$(lcd_of "$1" $((($2 - 1) * 7)) 7)
  [ "$strip_text" = "$3" ] || { echo "strip $2 shows '$strip_text'"; return 1; }
}

# led_of NAME NOTE(HEX): the last velocity that a light was sent, such as 7F.
led_of() { bytes_of "$1" | grep -Eo "90 $2 [0-9A-F]{2}" | tail -n 1 | cut -c7-; }

led_is() { [ "$(led_of "$1" "$2")" = "$3" ] || { echo "light $2 of $1 at '$(led_of "$1" "$2")'"; return 1; }; }

# The X-Touch of the scenarios: two ports, of which the first is the surface.
xtouch() {
  gadget_make xt 0x1397 0x00b4 X-Touch 0001 2
  plug xt
  check_within 10 "the X-Touch is in surface list" surface_is '1397:00b4.*ready'
}
