// What the files of the baseline share: eight lanes, gains that ramp, and the ways in and out of lanes.
#pragma once
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// Where the processor multiplies and adds in one, `a * b + c` is one.
#pragma clang fp contract(fast)

// Lanes are passed to inlined functions only.
#pragma clang diagnostic ignored "-Wpsabi"

enum { WIDTH = 8, CHUNK = 64 };

typedef float lanes __attribute__((vector_size(32)));
typedef float quad __attribute__((vector_size(16)));
typedef float loose_quad __attribute__((vector_size(16), aligned(4)));
typedef int32_t bits __attribute__((vector_size(32)));

// Clang makes maxps and minps of these; `__builtin_elementwise_max` would care for NaN in six instructions.
static inline lanes larger(lanes a, lanes b) {
  return (lanes){a[0] > b[0] ? a[0] : b[0], a[1] > b[1] ? a[1] : b[1], a[2] > b[2] ? a[2] : b[2],
                 a[3] > b[3] ? a[3] : b[3], a[4] > b[4] ? a[4] : b[4], a[5] > b[5] ? a[5] : b[5],
                 a[6] > b[6] ? a[6] : b[6], a[7] > b[7] ? a[7] : b[7]};
}
static inline lanes smaller(lanes a, lanes b) {
  return (lanes){a[0] < b[0] ? a[0] : b[0], a[1] < b[1] ? a[1] : b[1], a[2] < b[2] ? a[2] : b[2],
                 a[3] < b[3] ? a[3] : b[3], a[4] < b[4] ? a[4] : b[4], a[5] < b[5] ? a[5] : b[5],
                 a[6] < b[6] ? a[6] : b[6], a[7] < b[7] ? a[7] : b[7]};
}
static inline lanes magnitude(lanes x) { return (lanes)((bits)x & 0x7FFFFFFF); }

// `a` where the mask is set, otherwise `b`.
static inline lanes chosen(bits mask, lanes a, lanes b) { return (lanes)((mask & (bits)a) | (~mask & (bits)b)); }

static inline void *make(size_t size) {
  size = (size + 63) / 64 * 64;
  void *p = aligned_alloc(64, size);
  if (!p) abort();
  return memset(p, 0, size);
}

static inline float gain(float decibel) { return decibel <= -90 ? 0 : powf(10, decibel / 20); }

// MARK: Gains that ramp, as in `GainLanes`

typedef struct {
  lanes value, target, step, low, high;
  int moving;
} ramp;

static inline lanes advance(ramp *r) {
  return r->value = smaller(larger(r->value + r->step, r->low), r->high);
}

static inline void settle(ramp *r) {
  for (int lane = 0; lane < WIDTH; lane++)
    if (r->value[lane] != r->target[lane]) return;
  r->step = (lanes){0};
  r->moving = 0;
}

static inline void start(ramp *r, float gain) {
  memset(r, 0, sizeof *r);
  r->value = r->target = r->low = r->high = (lanes){0} + gain;
}

static inline int is_silent(const ramp *r) {
  if (r->moving) return 0;
  for (int lane = 0; lane < WIDTH; lane++)
    if (r->value[lane] != 0) return 0;
  return 1;
}

// MARK: Meters

typedef struct {
  lanes peak, energy;
} meter;

static inline void measure(meter *m, lanes x) {
  m->peak = larger(m->peak, magnitude(x));
  m->energy += x * x;
}

// MARK: Between lanes and signals

static inline void transpose(quad *a, quad *b, quad *c, quad *d) {
  quad ab_low = __builtin_shufflevector(*a, *b, 0, 4, 1, 5), ab_high = __builtin_shufflevector(*a, *b, 2, 6, 3, 7);
  quad cd_low = __builtin_shufflevector(*c, *d, 0, 4, 1, 5), cd_high = __builtin_shufflevector(*c, *d, 2, 6, 3, 7);
  *a = __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5);
  *b = __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7);
  *c = __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5);
  *d = __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7);
}

static inline lanes join(quad low, quad high) { return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7); }

// Four frames of eight signals.
static inline void load(const float *const s[WIDTH], int i, lanes x[4]) {
  quad q[WIDTH];
  for (int lane = 0; lane < WIDTH; lane++) q[lane] = *(const loose_quad *)(s[lane] + i);
  transpose(&q[0], &q[1], &q[2], &q[3]);
  transpose(&q[4], &q[5], &q[6], &q[7]);
  for (int k = 0; k < 4; k++) x[k] = join(q[k], q[4 + k]);
}

// The sum of the lanes of each frame, four frames at a time.
static inline void sum(const lanes *x, float *out, int stride, int frames) {
  int i = 0;
  for (; i + 4 <= frames; i += 4) {
    quad q[4];
    for (int k = 0; k < 4; k++)
      q[k] = __builtin_shufflevector(x[i + k], x[i + k], 0, 1, 2, 3) +
             __builtin_shufflevector(x[i + k], x[i + k], 4, 5, 6, 7);
    transpose(&q[0], &q[1], &q[2], &q[3]);
    quad total = (q[0] + q[1]) + (q[2] + q[3]);
    for (int k = 0; k < 4; k++) out[(i + k) * stride] = total[k];
  }
  for (; i < frames; i++) {
    float total = 0;
    for (int lane = 0; lane < WIDTH; lane++) total += x[i][lane];
    out[i * stride] = total;
  }
}

