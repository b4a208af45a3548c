// The same mixing as `Mixer`, written plainly in C with eight lanes (`vector_size(32)`), for a ratio that means something on
// any machine. It has no commands, solo, links, demo or reports, and its limiter is idle: it tests the peak and delays.
#pragma once
#include <stdint.h>

#include "strip.h"

typedef struct baseline baseline;

// `latency`: frames by which main and monitor are late, as the mixer beside it says.
baseline *baseline_new(int channels, int groups, int auxes, double sample_rate, int latency);
void baseline_free(baseline *b);

// Levels in dB, pan from -100 to 100, one bit per group. The gains ramp there as in `GainLanes`.
void baseline_channel(baseline *b, int channel, float trim, float fader, float pan, int to_main, uint32_t groups);
// The level in dB at which a channel feeds both sides of an aux.
void baseline_send(baseline *b, int channel, int aux, float level);
void baseline_group(baseline *b, int group, float fader, float pan);
void baseline_outputs(baseline *b, float main, float monitor);

// The strip with this channel and its seven neighbours, whose lanes are the channels' numbers modulo 8. Made when it is
// first asked for; until then these channels are only mixed.
strip *baseline_strip(baseline *b, int channel);

// Outputs as in `MixerBuffers`: main left, right, monitor left, right, then every group left, right, then every
// aux left, right.
void baseline_render(baseline *b, const float *const *inputs, float *const *outputs, int frames);

// Samples beyond +60 dBFS or not numbers that were met.
uint32_t baseline_bad_samples(const baseline *b);

// Peak and energy of a channel since the start.
void baseline_meter(const baseline *b, int channel, float *peak, float *energy);

// The widest instruction set that the includer is compiled for: Swift and C each answer for themselves.
static inline const char *baseline_instruction_set(void) {
#if defined(__AVX512F__)
  return "AVX-512";
#elif defined(__AVX2__) && defined(__FMA__)
  return "AVX2 with FMA";
#elif defined(__AVX2__)
  return "AVX2";
#elif defined(__AVX__)
  return "AVX";
#elif defined(__SSE4_2__)
  return "SSE4.2";
#elif defined(__SSE2__)
  return "SSE2";
#elif defined(__ARM_NEON)
  return "NEON";
#else
  return "unknown";
#endif
}
const char *baseline_own_instruction_set(void);
