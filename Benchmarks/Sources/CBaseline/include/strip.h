// Eight channels of the strip, written plainly in C: high-pass of 24 dB per octave, four bells, gate, compressor. The
// arithmetic of each sample is that of `FilterCascade`, `GateLanes` and `CompressorLanes` at rest; settings act at once.
#pragma once

typedef struct strip strip;

strip *strip_new(double sample_rate);
void strip_free(strip *s);

// One of the eight lanes: frequencies in Hz, levels in dB, times in ms, with the meanings and ranges of `FilterShape`,
// `GateSettings` and `CompressorSettings`. Gate and compressor are off until they are set.
void strip_low_cut(strip *s, int lane, float frequency);
void strip_bell(strip *s, int lane, int band, float frequency, float gain, float q);
void strip_gate(
    strip *s, int lane, float threshold, float range, float attack, float hold, float release, float hysteresis);
void strip_compressor(strip *s, int lane, float threshold, float ratio, float knee, float attack, float release);

// In place: up to 64 frames of eight samples each, aligned to 32 bytes.
void strip_process(strip *s, float *samples, int frames);
