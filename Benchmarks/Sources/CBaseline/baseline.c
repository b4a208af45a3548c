#include "baseline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 8, CHUNK = 64, MAX_GROUPS = 8, MAX_BUSES = MAX_GROUPS + 1 };

typedef float lanes __attribute__((vector_size(32)));
typedef float quad __attribute__((vector_size(16)));
typedef float loose_quad __attribute__((vector_size(16), aligned(4)));
typedef int32_t bits __attribute__((vector_size(32)));

typedef struct {
  lanes value, target, step, low, high;
  int moving;
} ramp;

typedef struct {
  lanes peak, energy;
} meter;

struct baseline {
  int channels, groups, lane_groups, buses, latency, delay_size, position;
  float unity, shortest, ceiling;
  ramp *trims;      // one per lane group
  ramp *feeds;      // (lane group * buses + bus) * 2 + side
  uint32_t *fed;    // one bit per bus
  ramp own[2], to_main[2], master;
  meter *channel_meters, group_meters[2], output_meter;
  float *delay[2];
  uint32_t bad;
  lanes x[CHUNK];
  lanes bus[MAX_BUSES][2][CHUNK];
  lanes group[2][CHUNK];
  float signal[4][CHUNK];
  float silence[CHUNK], nowhere[CHUNK];
};

// Clang makes maxps and minps of these.
static inline lanes larger(lanes a, lanes b) { return __builtin_elementwise_max(a, b); }
static inline lanes smaller(lanes a, lanes b) { return __builtin_elementwise_min(a, b); }
static inline lanes magnitude(lanes x) { return (lanes)((bits)x & 0x7FFFFFFF); }

static inline lanes advance(ramp *r) {
  return r->value = smaller(larger(r->value + r->step, r->low), r->high);
}

static void settle(ramp *r) {
  for (int lane = 0; lane < WIDTH; lane++)
    if (r->value[lane] != r->target[lane]) return;
  r->step = (lanes){0};
  r->moving = 0;
}

static void start(ramp *r, float gain) {
  memset(r, 0, sizeof *r);
  r->value = r->target = r->low = r->high = (lanes){0} + gain;
}

static void aim(const baseline *b, ramp *r, int lane, float gain) {
  if (gain == r->target[lane]) return;
  float now = r->value[lane], change = gain - now;
  float frames = fmaxf(b->shortest, fabsf(change) * b->unity);
  float size = fmaxf(fabsf(change) / fmaxf(frames, 1), fmaxf(fabsf(now), fabsf(gain)) * 4.8e-7f);
  r->target[lane] = gain;
  r->step[lane] = change < 0 ? -size : size;
  r->low[lane] = fminf(now, gain);
  r->high[lane] = fmaxf(now, gain);
  r->moving = 1;
}

static int is_silent(const ramp *r) {
  if (r->moving) return 0;
  for (int lane = 0; lane < WIDTH; lane++)
    if (r->value[lane] != 0) return 0;
  return 1;
}

static void *make(size_t size) {
  size = (size + 63) / 64 * 64;
  void *p = aligned_alloc(64, size);
  if (!p) abort();
  return memset(p, 0, size);
}

baseline *baseline_new(int channels, int groups, double sample_rate) {
  baseline *b = make(sizeof *b);
  b->channels = channels;
  b->groups = groups;
  b->lane_groups = (channels + WIDTH - 1) / WIDTH;
  b->buses = groups + 1;
  b->unity = (float)(0.020 * sample_rate);
  b->shortest = (float)(0.010 * sample_rate);
  b->ceiling = powf(10, -0.3f / 20);
  b->latency = (int)lround(0.0015 * sample_rate);
  b->delay_size = 64;
  while (b->delay_size < b->latency + CHUNK) b->delay_size *= 2;
  b->trims = make(sizeof(ramp) * b->lane_groups);
  b->feeds = make(sizeof(ramp) * b->lane_groups * b->buses * 2);
  b->fed = make(sizeof(uint32_t) * b->lane_groups);
  b->channel_meters = make(sizeof(meter) * b->lane_groups);
  for (int g = 0; g < b->lane_groups; g++) start(&b->trims[g], 1);
  for (int side = 0; side < 2; side++) {
    start(&b->own[side], 0);
    start(&b->to_main[side], 0);
    b->delay[side] = make(sizeof(float) * b->delay_size);
  }
  start(&b->master, 0);
  return b;
}

void baseline_free(baseline *b) {
  free(b->trims);
  free(b->feeds);
  free(b->fed);
  free(b->channel_meters);
  free(b->delay[0]);
  free(b->delay[1]);
  free(b);
}

static float gain(float decibel) { return decibel <= -90 ? 0 : powf(10, decibel / 20); }

void baseline_channel(baseline *b, int channel, float trim, float fader, float pan, int to_main, uint32_t groups) {
  int g = channel / WIDTH, lane = channel % WIDTH;
  float level = gain(fader), angle = (pan + 100) / 200 * (float)(M_PI / 2);
  float sides[2] = {level * cosf(angle), level * sinf(angle)};
  aim(b, &b->trims[g], lane, gain(trim));
  uint32_t on = groups << 1 | (to_main ? 1 : 0);
  for (int bus = 0; bus < b->buses; bus++) {
    ramp *r = &b->feeds[(g * b->buses + bus) * 2];
    for (int side = 0; side < 2; side++) aim(b, &r[side], lane, on >> bus & 1 ? sides[side] : 0);
    if (!is_silent(&r[0]) || !is_silent(&r[1])) b->fed[g] |= 1u << bus;
  }
}

void baseline_group(baseline *b, int group, float fader, float pan) {
  float level = gain(fader);
  float sides[2] = {
      pan > 0 ? level * sinf((1 - pan / 100) * (float)(M_PI / 2)) : level,
      pan < 0 ? level * sinf((1 + pan / 100) * (float)(M_PI / 2)) : level};
  for (int side = 0; side < 2; side++) {
    aim(b, &b->own[side], group, sides[side]);
    aim(b, &b->to_main[side], group, sides[side]);
  }
}

void baseline_outputs(baseline *b, float main, float monitor) {
  aim(b, &b->master, 0, gain(main));
  aim(b, &b->master, 1, gain(monitor));
}

uint32_t baseline_bad_samples(const baseline *b) { return b->bad; }

void baseline_meter(const baseline *b, int channel, float *peak, float *energy) {
  *peak = b->channel_meters[channel / WIDTH].peak[channel % WIDTH];
  *energy = b->channel_meters[channel / WIDTH].energy[channel % WIDTH];
}

const char *baseline_own_instruction_set(void) { return baseline_instruction_set(); }

// MARK: Rendering

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

static void make_harmless(baseline *b, int frames) {
  for (int i = 0; i < frames; i++)
    for (int lane = 0; lane < WIDTH; lane++)
      if (!(fabsf(b->x[i][lane]) <= 1000)) {
        b->x[i][lane] = 0;
        b->bad++;
      }
}

static void channel_in(baseline *b, int g, const float *const *inputs, int start, int frames) {
  const float *s[WIDTH];
  for (int lane = 0; lane < WIDTH; lane++) {
    int channel = g * WIDTH + lane;
    s[lane] = channel < b->channels && inputs[channel] ? inputs[channel] + start : b->silence;
  }
  int i = 0;
  bits good = ~(bits){0};
  for (; i + 4 <= frames; i += 4) {
    lanes x[4];
    load(s, i, x);
    for (int k = 0; k < 4; k++) {
      good &= magnitude(x[k]) <= 1000;
      b->x[i + k] = x[k];
    }
  }
  for (; i < frames; i++) {
    lanes x;
    for (int lane = 0; lane < WIDTH; lane++) x[lane] = s[lane][i];
    good &= magnitude(x) <= 1000;
    b->x[i] = x;
  }
  if (!__builtin_reduce_and(good)) make_harmless(b, frames);
}

static void shape(baseline *b, int g, int frames) {
  meter m = b->channel_meters[g];
  ramp r = b->trims[g];
  if (r.moving) {
    for (int i = 0; i < frames; i++) {
      lanes x = b->x[i] * advance(&r);
      b->x[i] = x;
      m.peak = larger(m.peak, magnitude(x));
      m.energy += x * x;
    }
    settle(&r);
    b->trims[g] = r;
  } else {
    for (int i = 0; i < frames; i++) {
      lanes x = b->x[i] * r.value;
      b->x[i] = x;
      m.peak = larger(m.peak, magnitude(x));
      m.energy += x * x;
    }
  }
  b->channel_meters[g] = m;
}

static void feed(baseline *b, int g, int frames) {
  for (uint32_t buses = b->fed[g]; buses; buses &= buses - 1) {
    int bus = __builtin_ctz(buses);
    ramp *gains = &b->feeds[(g * b->buses + bus) * 2];
    lanes *restrict left = b->bus[bus][0], *restrict right = b->bus[bus][1];
    const lanes *restrict x = b->x;
    if (gains[0].moving || gains[1].moving) {
      ramp l = gains[0], r = gains[1];
      for (int i = 0; i < frames; i++) {
        left[i] += x[i] * advance(&l);
        right[i] += x[i] * advance(&r);
      }
      settle(&l);
      settle(&r);
      gains[0] = l;
      gains[1] = r;
      if (is_silent(&l) && is_silent(&r)) b->fed[g] &= ~(1u << bus);
    } else {
      lanes l = gains[0].value, r = gains[1].value;
      for (int i = 0; i < frames; i++) {
        left[i] += x[i] * l;
        right[i] += x[i] * r;
      }
    }
  }
}

// The sum of the lanes of each frame, four frames at a time.
static void sum(const lanes *x, float *out, int stride, int frames) {
  int i = 0;
  for (; i + 4 <= frames; i += 4) {
    quad q[4];
    for (int k = 0; k < 4; k++)
      q[k] = __builtin_shufflevector(x[i + k], x[i + k], 0, 1, 2, 3) + __builtin_shufflevector(x[i + k], x[i + k], 4, 5, 6, 7);
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

static void mix_groups(baseline *b, uint32_t busy, int frames) {
  for (int side = 0; side < 2; side++) {
    for (uint32_t buses = busy & ~1u; buses; buses &= buses - 1) {
      int bus = __builtin_ctz(buses);
      sum(b->bus[bus][side], (float *)b->group[side] + bus - 1, WIDTH, frames);
    }
    ramp own = b->own[side], to_main = b->to_main[side];
    meter m = b->group_meters[side];
    lanes *restrict main = b->bus[0][side], *restrict group = b->group[side];
    for (int i = 0; i < frames; i++) {
      lanes x = group[i];
      main[i] += x * advance(&to_main);
      x *= advance(&own);
      group[i] = x;
      m.peak = larger(m.peak, magnitude(x));
      m.energy += x * x;
    }
    settle(&own);
    settle(&to_main);
    b->own[side] = own;
    b->to_main[side] = to_main;
    b->group_meters[side] = m;
  }
}

static void outputs_out(baseline *b, float *const *outputs, int start, int frames) {
  ramp master = b->master;
  float peak = 0;
  for (int i = 0; i < frames; i++) {
    lanes g = advance(&master);
    for (int side = 0; side < 2; side++) {
      b->signal[side][i] *= g[0];
      peak = fmaxf(peak, fabsf(b->signal[side][i]));
    }
  }
  int mask = b->delay_size - 1;
  for (int side = 0; side < 2; side++)
    for (int i = 0; i < frames; i++) {
      b->delay[side][(b->position + i) & mask] = b->signal[side][i];
      float x = b->delay[side][(b->position + i - b->latency) & mask];
      b->signal[side][i] = peak <= b->ceiling ? x : fmaxf(-b->ceiling, fminf(x, b->ceiling));
    }
  b->position += frames;
  master = b->master;
  meter m = b->output_meter;
  for (int i = 0; i < frames; i++) {
    lanes g = advance(&master);
    float l = b->signal[0][i], r = b->signal[1][i];
    b->signal[2][i] = l * g[1];
    b->signal[3][i] = r * g[1];
    lanes x = {l, r, l * g[1], r * g[1]};
    m.peak = larger(m.peak, magnitude(x));
    m.energy += x * x;
  }
  settle(&master);
  b->master = master;
  b->output_meter = m;
  for (int signal = 0; signal < 4; signal++)
    if (outputs[signal]) memcpy(outputs[signal] + start, b->signal[signal], sizeof(float) * frames);
  for (int stem = 0; stem < b->groups * 2; stem++) {
    if (!outputs[4 + stem]) continue;
    const float *x = (const float *)b->group[stem & 1] + (stem >> 1);
    for (int i = 0; i < frames; i++) outputs[4 + stem][start + i] = x[i * WIDTH];
  }
}

void baseline_render(baseline *b, const float *const *inputs, float *const *outputs, int frames) {
  for (int start = 0; start < frames; start += CHUNK) {
    int count = frames - start < CHUNK ? frames - start : CHUNK;
    uint32_t busy = 1;
    for (int g = 0; g < b->lane_groups; g++) busy |= b->fed[g];
    for (uint32_t buses = busy; buses; buses &= buses - 1) {
      int bus = __builtin_ctz(buses);
      memset(b->bus[bus][0], 0, sizeof(lanes) * count);
      memset(b->bus[bus][1], 0, sizeof(lanes) * count);
    }
    for (int g = 0; g < b->lane_groups; g++) {
      channel_in(b, g, inputs, start, count);
      shape(b, g, count);
      feed(b, g, count);
    }
    if (busy & ~1u) mix_groups(b, busy, count);
    for (int side = 0; side < 2; side++) sum(b->bus[0][side], b->signal[side], 1, count);
    outputs_out(b, outputs, start, count);
  }
}
