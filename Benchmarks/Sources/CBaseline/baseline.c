#include "baseline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 8, CHUNK = 64, MAX_GROUPS = 8, MAX_BUSES = MAX_GROUPS + 1 };

// Lanes are passed to inlined functions only.
#pragma clang diagnostic ignored "-Wpsabi"

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

baseline *baseline_new(int channels, int groups, double sample_rate, int latency) {
  baseline *b = make(sizeof *b);
  b->channels = channels;
  b->groups = groups;
  b->lane_groups = (channels + WIDTH - 1) / WIDTH;
  b->buses = groups + 1;
  b->unity = (float)(0.020 * sample_rate);
  b->shortest = (float)(0.010 * sample_rate);
  b->ceiling = 1;
  b->latency = latency;
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

static const float *source(const baseline *b, int g, int lane, const float *const *inputs, int start) {
  int channel = g * WIDTH + lane;
  return channel < b->channels && inputs[channel] ? inputs[channel] + start : b->silence;
}

static void channel_in(baseline *b, int g, const float *const *inputs, int start, int frames) {
  const float *s[WIDTH];
  for (int lane = 0; lane < WIDTH; lane++) s[lane] = source(b, g, lane, inputs, start);
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

// All of it in one pass while the gain rests; 0, and no meter touched, if an input may be bad.
static int shape_at_rest(baseline *b, int g, const float *const *inputs, int start, int frames) {
  const float *s[WIDTH];
  for (int lane = 0; lane < WIDTH; lane++) s[lane] = source(b, g, lane, inputs, start);
  lanes gain = b->trims[g].value, peak = {0}, energy = {0};
  int i = 0;
  for (; i + 4 <= frames; i += 4) {
    lanes x[4];
    load(s, i, x);
    for (int k = 0; k < 4; k++) {
      peak = larger(peak, magnitude(x[k]));
      energy += x[k] * x[k];
      b->x[i + k] = x[k] * gain;
    }
  }
  for (; i < frames; i++) {
    lanes x;
    for (int lane = 0; lane < WIDTH; lane++) x[lane] = s[lane][i];
    peak = larger(peak, magnitude(x));
    energy += x * x;
    b->x[i] = x * gain;
  }
  if (!__builtin_reduce_and(energy <= 1e6f)) return 0;
  meter *m = &b->channel_meters[g];
  m->peak = larger(m->peak, peak * magnitude(gain));
  m->energy += energy * gain * gain;
  return 1;
}

static void shape(baseline *b, int g, const float *const *inputs, int start, int frames) {
  if (!b->trims[g].moving && shape_at_rest(b, g, inputs, start, frames)) return;
  channel_in(b, g, inputs, start, frames);
  meter m = b->channel_meters[g];
  ramp r = b->trims[g];
  for (int i = 0; i < frames; i++) {
    lanes x = b->x[i] * advance(&r);
    b->x[i] = x;
    m.peak = larger(m.peak, magnitude(x));
    m.energy += x * x;
  }
  settle(&r);
  b->trims[g] = r;
  b->channel_meters[g] = m;
}

// The first lane group that feeds a bus writes it. Returns the buses that hold something.
static uint32_t feed(baseline *b, int g, uint32_t busy, int frames) {
  uint32_t all = b->fed[g];
  for (uint32_t buses = b->fed[g]; buses; buses &= buses - 1) {
    int bus = __builtin_ctz(buses);
    ramp *gains = &b->feeds[(g * b->buses + bus) * 2];
    lanes *restrict left = b->bus[bus][0], *restrict right = b->bus[bus][1];
    const lanes *restrict x = b->x;
    int first = !(busy >> bus & 1);
    if (gains[0].moving || gains[1].moving) {
      ramp l = gains[0], r = gains[1];
      for (int i = 0; i < frames; i++) {
        left[i] = (first ? (lanes){0} : left[i]) + x[i] * advance(&l);
        right[i] = (first ? (lanes){0} : right[i]) + x[i] * advance(&r);
      }
      settle(&l);
      settle(&r);
      gains[0] = l;
      gains[1] = r;
      if (is_silent(&l) && is_silent(&r)) b->fed[g] &= ~(1u << bus);
    } else {
      lanes l = gains[0].value, r = gains[1].value;
      for (int i = 0; i < frames; i++) {
        left[i] = (first ? (lanes){0} : left[i]) + x[i] * l;
        right[i] = (first ? (lanes){0} : right[i]) + x[i] * r;
      }
    }
  }
  return busy | all;
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
    if (own.moving || to_main.moving) {
      for (int i = 0; i < frames; i++) {
        lanes x = group[i];
        main[i] += x * advance(&to_main);
        x *= advance(&own);
        group[i] = x;
        m.peak = larger(m.peak, magnitude(x));
        m.energy += x * x;
      }
    } else {
      for (int i = 0; i < frames; i++) {
        lanes x = group[i];
        main[i] += x * to_main.value;
        x *= own.value;
        group[i] = x;
        m.peak = larger(m.peak, magnitude(x));
        m.energy += x * x;
      }
    }
    settle(&own);
    settle(&to_main);
    b->own[side] = own;
    b->to_main[side] = to_main;
    b->group_meters[side] = m;
  }
}

static void delay(baseline *b, int side, int frames) {
  int mask = b->delay_size - 1;
  float *restrict line = b->delay[side], *restrict signal = b->signal[side];
  for (int done = 0; done < frames;) {
    int now = (b->position + done) & mask, past = (now - b->latency) & mask, count = frames - done;
    if (count > b->delay_size - now) count = b->delay_size - now;
    if (count > b->delay_size - past) count = b->delay_size - past;
    memcpy(line + now, signal + done, sizeof(float) * count);
    memcpy(signal + done, line + past, sizeof(float) * count);
    done += count;
  }
}

static void fade(baseline *b, int frames) {
  if (b->master.moving) {
    ramp master = b->master;
    for (int i = 0; i < frames; i++) {
      lanes g = advance(&master);
      for (int side = 0; side < 2; side++) b->signal[side][i] *= g[0];
    }
  } else {
    for (int side = 0; side < 2; side++)
      for (int i = 0; i < frames; i++) b->signal[side][i] *= b->master.value[0];
  }
}

static void limit(baseline *b, int frames) {
  for (int side = 0; side < 2; side++) {
    int over = 0;
    for (int i = 0; i < frames; i++) over |= !(fabsf(b->signal[side][i]) <= b->ceiling);
    delay(b, side, frames);
    if (!over) continue;
    for (int i = 0; i < frames; i++) b->signal[side][i] = fmaxf(-b->ceiling, fminf(b->signal[side][i], b->ceiling));
  }
  b->position += frames;
}

static void monitor(baseline *b, int frames) {
  for (int i = 0; i < frames; i++) {
    float level = b->master.moving ? advance(&b->master)[1] : b->master.value[1];
    b->signal[2][i] = b->signal[0][i] * level;
    b->signal[3][i] = b->signal[1][i] * level;
  }
  if (b->master.moving) settle(&b->master);
  const float *s[WIDTH] = {b->signal[0], b->signal[1], b->signal[2], b->signal[3],
                           b->silence,   b->silence,   b->silence,   b->silence};
  meter m = b->output_meter;
  int i = 0;
  for (; i + 4 <= frames; i += 4) {
    lanes x[4];
    load(s, i, x);
    for (int k = 0; k < 4; k++) {
      m.peak = larger(m.peak, magnitude(x[k]));
      m.energy += x[k] * x[k];
    }
  }
  for (; i < frames; i++) {
    lanes x = {s[0][i], s[1][i], s[2][i], s[3][i]};
    m.peak = larger(m.peak, magnitude(x));
    m.energy += x * x;
  }
  b->output_meter = m;
}

static void write_stems(baseline *b, float *const *outputs, int side, int start, int frames) {
  float *out[WIDTH];
  for (int group = 0; group < WIDTH; group++) {
    float *output = group < b->groups ? outputs[4 + group * 2 + side] : 0;
    out[group] = output ? output + start : b->nowhere;
  }
  const lanes *x = b->group[side];
  int i = 0;
  for (; i + 4 <= frames; i += 4) {
    quad low[4], high[4];
    for (int k = 0; k < 4; k++) {
      low[k] = __builtin_shufflevector(x[i + k], x[i + k], 0, 1, 2, 3);
      high[k] = __builtin_shufflevector(x[i + k], x[i + k], 4, 5, 6, 7);
    }
    transpose(&low[0], &low[1], &low[2], &low[3]);
    transpose(&high[0], &high[1], &high[2], &high[3]);
    for (int k = 0; k < 4; k++) {
      *(loose_quad *)(out[k] + i) = low[k];
      *(loose_quad *)(out[4 + k] + i) = high[k];
    }
  }
  for (; i < frames; i++)
    for (int group = 0; group < WIDTH; group++) out[group][i] = x[i][group];
}

void baseline_render(baseline *b, const float *const *inputs, float *const *outputs, int frames) {
  for (int start = 0; start < frames; start += CHUNK) {
    int count = frames - start < CHUNK ? frames - start : CHUNK;
    uint32_t busy = 0;
    for (int g = 0; g < b->lane_groups; g++) {
      shape(b, g, inputs, start, count);
      busy = feed(b, g, busy, count);
    }
    if (!(busy & 1)) memset(b->bus[0], 0, sizeof b->bus[0]);
    if (busy & ~1u) mix_groups(b, busy, count);
    for (int side = 0; side < 2; side++) sum(b->bus[0][side], b->signal[side], 1, count);
    fade(b, count);
    limit(b, count);
    monitor(b, count);
    for (int signal = 0; signal < 4; signal++)
      if (outputs[signal]) memcpy(outputs[signal] + start, b->signal[signal], sizeof(float) * count);
    if (b->groups)
      for (int side = 0; side < 2; side++) write_stems(b, outputs, side, start, count);
  }
}
