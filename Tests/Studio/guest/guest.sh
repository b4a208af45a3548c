# What scenarios say in the guest: gadgets, hands, bytes, sound, the desk, checks. Sourced.

run=/run/studio
mkdir -p "$run"
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export JACK_NO_AUDIO_RESERVATION=1 JACK_NO_START_SERVER=1
. /studio/checks.sh
. /studio/gadgets.sh
. /studio/sound.sh
. /studio/desk.sh

# Everything that scenarios share: the USB controllers' host, the sound cable.
studio_up() {
  modprobe -a snd-seq dummy_hcd libcomposite usb_f_midi snd-aloop
  mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config
}

# What a scenario may have left: its desk, its plugs, its players.
scenario_down() {
  desk_stop
  tone_stop
  devices_down
}
