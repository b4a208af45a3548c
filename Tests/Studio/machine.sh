# The guest as a machine: filling its disk, booting it, reading what it says, cutting its power. Sourced by run.

machine=''

# fill_disk DISK SOURCE[:TARGET]…: copies folders into the disk, owned by root, modes kept; needs no mount and no root.
fill_disk() {
  disk=$1
  shift
  for entry; do
    source=${entry%%:*}
    target=/
    case $entry in *:*) target=${entry#*:}/ ;; esac
    (cd "$source" && find . -mindepth 1 -type d | sort | sed 's|^\./||') > "$work/folders"
    (cd "$source" && find . -type f -o -type l | sed 's|^\./||') > "$work/files"
    [ "$target" = / ] || echo "mkdir ${target%/}" >> "$work/commands"
    while read -r folder; do echo "mkdir \"$target$folder\""; done < "$work/folders" >> "$work/commands"
    while read -r file; do
      if [ -L "$source/$file" ]; then
        echo "symlink \"$target$file\" \"$(readlink "$source/$file")\""
        continue
      fi
      echo "rm \"$target$file\""
      echo "write \"$source/$file\" \"$target$file\""
      echo "sif \"$target$file\" mode 0100$(stat -c %a "$source/$file")"
      echo "sif \"$target$file\" uid 0"
      echo "sif \"$target$file\" gid 0"
    done < "$work/files" >> "$work/commands"
    # The guest compares what arrived with these sizes, because debugfs says nothing useful with its exit code.
    (cd "$source" && find . -type f -exec stat -c '%s %n' {} +) | sed "s| \./| $target|" >> "$work/manifest"
  done
  {
    echo "write $work/manifest /studio/manifest"
    # A plug starts the service only while a scenario says so: the others run a desk of their own.
    for unit in faderd.service faderd-jack.service; do
      echo "mkdir /etc/systemd/system/$unit.d"
      echo "symlink /etc/systemd/system/$unit.d/studio.conf /studio/only-when-asked.conf"
    done
    echo "symlink /etc/systemd/system/studio.service /studio/studio.service"
    echo "symlink /etc/systemd/system/multi-user.target.wants/studio.service /studio/studio.service"
  } >> "$work/commands"
  debugfs -w -f "$work/commands" "$disk" > "$logs/fill.log" 2>&1 ||
    fail "The guest's disk could not be filled; see $logs/fill.log."
}

# qemu DISK BASE CACHE APPEND WORD…: becomes the machine; it ends with the shell that started it.
qemu() {
  disk=$1 base=$2 cache=$3 append=$4
  shift 4
  exec setpriv --pdeathsig KILL qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 2048 \
    -nodefaults -display none -no-reboot -kernel "$base/vmlinuz" -initrd "$base/initrd" -device virtio-rng-pci \
    -drive "file=$disk,format=raw,if=virtio,cache=$cache" \
    -append "root=/dev/vda rw mitigations=off audit=0 apparmor=0 tsc=reliable preempt=full panic=-1 random.trust_cpu=on $append" "$@"
}

# boot_machine DISK BASE NAME SCENARIOS CUT: runs the scenarios in one boot and adds their results to $result.
# With CUT the power is cut once the guest has saved some snapshots; without, the guest must come to its end mark.
boot_machine() {
  name=$3
  said=$logs/$name.said
  limit=${FADERD_STUDIO_TIMEOUT:-900}
  # What the guest acknowledged before the cut is the other half of the comparison after it.
  grep -h '^saved ' "$logs"/*.said > "$work/acknowledged" 2> /dev/null || : > "$work/acknowledged"
  truncate -s %512 "$work/acknowledged"
  : > "$said"
  say "Booting the guest ($name):" $4
  # Without a cut nothing has to survive; with one, what the guest has synced must be on the disk.
  (qemu "$1" "$2" "$([ -n "$5" ] && echo writethrough || echo unsafe)" \
    "console=ttyS0 quiet systemd.show_status=0 systemd.mask=serial-getty@ttyS0.service studio.boot=$name \
studio.run=$(echo $4 | tr ' ' ,)" \
    -drive "file=$work/acknowledged,format=raw,if=virtio,readonly=on" \
    -serial "file:$logs/$name.console" -serial "file:$said") > "$logs/$name.qemu" 2>&1 9>&- &
  machine=$!
  shown=0
  waited=0
  cut_at=''
  while kill -0 "$machine" 2> /dev/null; do
    sleep 0.5
    waited=$((waited + 1))
    show_new
    if [ -n "$5" ] && [ -z "$cut_at" ] && [ "$(grep -c '^saved ' "$said")" -ge 6 ]; then
      # Anywhere within the next saves, never at the same place twice.
      cut_at=$((waited + $(od -An -N1 -tu1 /dev/urandom) % 8))
    fi
    if [ -n "$cut_at" ] && [ "$waited" -ge "$cut_at" ]; then
      kill -KILL "$machine"
      break
    fi
    if [ "$waited" -ge $((limit * 2)) ]; then
      stop_machine
      echo "FAIL $name-boot: no end after $limit s; see $said and $logs/$name.console" | tee -a "$result"
      break
    fi
  done
  wait "$machine" 2> /dev/null || true
  machine=''
  show_new
  tr -d '\r' < "$said" | grep -E '^(ok|FAIL|time) ' >> "$result" || true
  if [ -n "$5" ] && [ -z "$cut_at" ]; then
    echo "FAIL $name-boot: six snapshots were never saved, so the power was not cut" | tee -a "$result"
  elif [ -z "$5" ] && ! grep -q '^studio ends here' "$said"; then
    echo "FAIL $name-boot: the guest stopped without its end mark; see $said and $logs/$name.console" | tee -a "$result"
  fi
}

# Prints the checks that came since the last look.
show_new() {
  lines=$(wc -l < "$said")
  if [ "$lines" -gt "$shown" ]; then
    sed -n "$((shown + 1)),${lines}p" "$said" | tr -d '\r' | grep -E '^(ok|FAIL|note) ' || true
    shown=$lines
  fi
}

stop_machine() {
  [ -z "$machine" ] || kill -KILL "$machine" 2> /dev/null || true
}

# shell_machine DISK BASE: the guest with its console on this terminal.
shell_machine() {
  say "The guest boots; log in as root, no password. /studio/guest.sh holds the helpers. End with poweroff."
  (qemu "$1" "$2" unsafe "console=ttyS0 studio.run=" -nographic)
}
