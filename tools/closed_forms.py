"""Closed forms of what the console does: levels and gains in dB, times in ms unless said, frequencies in Hz."""
import numpy as np
from scipy import signal

RATE = 48000


def decibel(gain):
    return 20 * np.log10(np.maximum(np.abs(gain), 1e-12))


def factor(level):
    return 10 ** (np.asarray(level) / 20)


# Analogue prototypes, s = jf/f0; the bell with the Q of Bristow-Johnson's cookbook.

def bell(s, gain, q):
    a = 10 ** (gain / 40)
    return (s * s + s * a / q + 1) / (s * s + s / (a * q) + 1)


def high_shelf(s, gain, q):
    a = 10 ** (gain / 40)
    return a * (a * s * s + s * a ** 0.5 / q + 1) / (s * s + s * a ** 0.5 / q + a)


def low_shelf(s, gain, q):
    return high_shelf(1 / s, gain, q)


def low_cut(s, gain, q):
    return s * s / (s * s + s / q + 1)


def high_cut(s, gain, q):
    return 1 / (s * s + s / q + 1)


def butterworth_high_pass(order):
    return lambda s, gain, q: s ** order / np.polyval(signal.butter(order, 1, analog=True)[1], s)


KINDS = {"bell": bell, "lowshelf": low_shelf, "highshelf": high_shelf, "lowcut": low_cut, "highcut": high_cut}


# Dynamics.

def compressor_curve(level, threshold, ratio, knee):
    """The gain in dB; a parabola inside the knee (Giannoulis, Massberg, Reiss, JAES 60(6), 2012)."""
    over = level - threshold
    slope = 1 / ratio - 1
    bend = slope * (over + knee / 2) ** 2 / (2 * knee) if knee > 0 else 0 * over
    return np.where(2 * over > knee, slope * over, np.where(2 * over < -knee, 0, bend))


def compressor_step(loud, soft, reduction, attack, release):
    """The gain over two stretches: down to the reduction, then back. The release goes through the attack's smoothing."""
    down = reduction * (1 - np.exp(-loud / attack))
    slow = reduction * release / (release - attack)
    up = slow * np.exp(-soft / release) + (down[-1] - slow) * np.exp(-soft / attack)
    return np.concatenate([down, up])


def gate_curve(level, mode, is_open, threshold, reach):
    """The gain; is_open says where the key is above the threshold, or not yet below its hysteresis."""
    if mode == "duck":
        return np.where(is_open, -reach, 0)
    steep = {"exp2": 1, "exp3": 2, "exp4": 3, "gate": 1000}[mode]
    return np.where(is_open, 0, np.maximum(-reach, steep * np.minimum(level - threshold, 0)))


def gate_step(t, loud, reach, attack, hold, release):
    """The gain t ms after the key rose: 90 % of the way in attack and release, as a linear gain."""
    floor = factor(-reach)
    # Open for 10 ms and the hold after the last loud frame; the frame after that falls already.
    stay = loud + (round((10 + hold) * RATE / 1000) - 1) * 1000 / RATE
    reached = 1 - (1 - floor) * 10 ** (-stay / attack)
    opening = 1 - (1 - floor) * 10 ** (-np.minimum(t, stay) / attack)
    closing = floor + (reached - floor) * 10 ** (-np.maximum(t - stay, 0) / release)
    return decibel(np.where(t <= stay, opening, closing))


# Reverb: times in seconds.

def decay_time(curve, rate):
    """T60 of a decay in dB from its line through -5 to -35 dB."""
    part = (curve < -5) & (curve > -35)
    return -60 / np.polyfit(np.flatnonzero(part) / rate, curve[part], 1)[0]


def octave_filter(centre):
    return signal.butter(4, [centre / 2 ** 0.5, centre * 2 ** 0.5], "bandpass", fs=RATE, output="sos")


def designed_time(frequency, decay, damping, low):
    """The time for 60 dB at a frequency in Hz, of a network whose lines lose evenly (Jot and Chaigne, AES 1991).

    Each line keeps what a shelf at 200 Hz leaves for the lows, and a low-pass that halves the decay at the damping (as
    in zita-rev1, Adriaensen). Of one line of 50 ms; a longer one loses as much more as it takes longer.
    """
    way = 0.05
    middle, deep = 10 ** (-3 * way / decay), 10 ** (-3 * way / (decay * low))
    gain = np.abs(middle + (deep - middle) / (1 + 1j * frequency / 200))
    if damping < 20000:
        w, corner = 2 * np.pi * frequency / RATE, 2 * np.pi * damping / RATE
        t = (1 / middle ** 2 - 1) / (2 * (1 - np.cos(corner)))
        pole = 1 - (np.sqrt(1 + 4 * t) - 1) / (2 * t)
        gain = gain * np.abs((1 - pole) / (1 - pole * np.exp(-1j * w)))
    return -3 * way / np.log10(gain)


def designed_octave_time(centre, *setting):
    """The same of an octave as it is measured: all its frequencies decay at once, each in its time."""
    f = np.linspace(centre / 4, min(centre * 4, RATE / 2 - 1), 400)
    weight = np.abs(signal.sosfreqz(octave_filter(centre), f, fs=RATE)[1]) ** 2
    each = designed_time(f, *setting)
    t = np.arange(0, np.max(each), 1 / RATE * 64)
    energy = (weight * each) @ np.exp(np.outer(-6 * np.log(10) / each, t))
    return decay_time(10 * np.log10(energy / energy[0]), RATE / 64)
