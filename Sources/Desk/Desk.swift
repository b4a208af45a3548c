import Mixer
