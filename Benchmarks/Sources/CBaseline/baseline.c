#include "baseline.h"

#include "lanes.h"
#include "strip.h"

enum { MAX_GROUPS = 8, MAX_AUXES = 8, MAX_BUSES = 1 + MAX_GROUPS + MAX_AUXES };

struct baseline {
  int channels, groups, auxes, lane_groups, buses, latency, delay_size, position;
  double sample_rate;
  float unity, shortest, ceiling;
  ramp *trims;      // one per lane group
  ramp *feeds;      // (lane group * buses + bus) * 2 + side
  uint32_t *fed;    // one bit per bus: main, groups, auxes
  strip **strips;   // one per lane group; null where nothing is done but mixing
  ramp own[2], to_main[2], master, aux[2];
  meter *channel_meters, group_meters[2], aux_meters[2], output_meter;
  float *delay[2];
  uint32_t bad;
  lanes x[CHUNK];
  lanes bus[MAX_BUSES][2][CHUNK];
  lanes group[2][CHUNK], sends[2][CHUNK];
  float signal[4][CHUNK];
  float silence[CHUNK], nowhere[CHUNK];
};

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

baseline *baseline_new(int channels, int groups, int auxes, double sample_rate, int latency) {
  baseline *b = make(sizeof *b);
  b->channels = channels;
  b->groups = groups;
  b->auxes = auxes;
  b->lane_groups = (channels + WIDTH - 1) / WIDTH;
  b->buses = 1 + groups + auxes;
  b->sample_rate = sample_rate;
  b->unity = (float)(0.020 * sample_rate);
  b->shortest = (float)(0.010 * sample_rate);
  b->ceiling = 1;
  b->latency = latency;
  b->delay_size = 64;
  while (b->delay_size < b->latency + CHUNK) b->delay_size *= 2;
  b->trims = make(sizeof(ramp) * b->lane_groups);
  b->feeds = make(sizeof(ramp) * b->lane_groups * b->buses * 2);
  b->fed = make(sizeof(uint32_t) * b->lane_groups);
  b->strips = make(sizeof(strip *) * b->lane_groups);
  b->channel_meters = make(sizeof(meter) * b->lane_groups);
  for (int g = 0; g < b->lane_groups; g++) start(&b->trims[g], 1);
  for (int side = 0; side < 2; side++) {
    start(&b->own[side], 0);
    start(&b->to_main[side], 0);
    start(&b->aux[side], 1);
    b->delay[side] = make(sizeof(float) * b->delay_size);
  }
  start(&b->master, 0);
  return b;
}

void baseline_free(baseline *b) {
  free(b->trims);
  free(b->feeds);
  free(b->fed);
  for (int g = 0; g < b->lane_groups; g++) strip_free(b->strips[g]);
  free(b->strips);
  free(b->channel_meters);
  free(b->delay[0]);
  free(b->delay[1]);
  free(b);
}

static void aim_bus(baseline *b, int channel, int bus, float left, float right) {
  int g = channel / WIDTH;
  ramp *r = &b->feeds[(g * b->buses + bus) * 2];
  aim(b, &r[0], channel % WIDTH, left);
  aim(b, &r[1], channel % WIDTH, right);
  if (!is_silent(&r[0]) || !is_silent(&r[1])) b->fed[g] |= 1u << bus;
}

void baseline_channel(baseline *b, int channel, float trim, float fader, float pan, int to_main, uint32_t groups) {
  int g = channel / WIDTH, lane = channel % WIDTH;
  float level = gain(fader), angle = (pan + 100) / 200 * (float)(M_PI / 2);
  float sides[2] = {level * cosf(angle), level * sinf(angle)};
  aim(b, &b->trims[g], lane, gain(trim));
  uint32_t on = groups << 1 | (to_main ? 1 : 0);
  for (int bus = 0; bus <= b->groups; bus++)
    aim_bus(b, channel, bus, on >> bus & 1 ? sides[0] : 0, on >> bus & 1 ? sides[1] : 0);
}

void baseline_send(baseline *b, int channel, int aux, float level) {
  aim_bus(b, channel, 1 + b->groups + aux, gain(level), gain(level));
}

strip *baseline_strip(baseline *b, int channel) {
  strip **s = &b->strips[channel / WIDTH];
  if (!*s) *s = strip_new(b->sample_rate);
  return *s;
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
  lanes gain = b->trims[g].value;
  meter chunk = {0};
  int i = 0;
  for (; i + 4 <= frames; i += 4) {
    lanes x[4];
    load(s, i, x);
    for (int k = 0; k < 4; k++) {
      measure(&chunk, x[k]);
      b->x[i + k] = x[k] * gain;
    }
  }
  for (; i < frames; i++) {
    lanes x;
    for (int lane = 0; lane < WIDTH; lane++) x[lane] = s[lane][i];
    measure(&chunk, x);
    b->x[i] = x * gain;
  }
  if (!__builtin_reduce_and(chunk.energy <= 1e6f)) return 0;
  meter *m = &b->channel_meters[g];
  m->peak = larger(m->peak, chunk.peak * magnitude(gain));
  m->energy += chunk.energy * (gain * gain);
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
    measure(&m, x);
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

// The sums of some buses, from bit `first` on, each in a lane of its own.
static void collect(const baseline *b, uint32_t buses, int first, int side, lanes *x, int frames) {
  for (; buses; buses &= buses - 1) {
    int bus = __builtin_ctz(buses);
    sum(b->bus[bus][side], (float *)x + bus - first, WIDTH, frames);
  }
}

static void mix_auxes(baseline *b, uint32_t buses, int frames) {
  for (int side = 0; side < 2; side++) {
    collect(b, buses, 1 + b->groups, side, b->sends[side], frames);
    ramp r = b->aux[side];
    meter m = b->aux_meters[side];
    lanes *restrict sends = b->sends[side];
    for (int i = 0; i < frames; i++) {
      lanes x = sends[i] * advance(&r);
      sends[i] = x;
      measure(&m, x);
    }
    settle(&r);
    b->aux[side] = r;
    b->aux_meters[side] = m;
  }
}

static void mix_groups(baseline *b, uint32_t buses, int frames) {
  for (int side = 0; side < 2; side++) {
    collect(b, buses, 1, side, b->group[side], frames);
    ramp own = b->own[side], to_main = b->to_main[side];
    meter m = b->group_meters[side];
    lanes *restrict main = b->bus[0][side], *restrict group = b->group[side];
    if (own.moving || to_main.moving) {
      for (int i = 0; i < frames; i++) {
        lanes x = group[i];
        main[i] += x * advance(&to_main);
        x *= advance(&own);
        group[i] = x;
        measure(&m, x);
      }
    } else {
      for (int i = 0; i < frames; i++) {
        lanes x = group[i];
        main[i] += x * to_main.value;
        x *= own.value;
        group[i] = x;
        measure(&m, x);
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
      measure(&m, x[k]);
    }
  }
  for (; i < frames; i++) {
    lanes x = {s[0][i], s[1][i], s[2][i], s[3][i]};
    measure(&m, x);
  }
  b->output_meter = m;
}

// One side of up to eight stereo buses, one in each lane.
static void write_buses(baseline *b, const lanes *x, int count, float *const *outputs, int start, int frames) {
  float *out[WIDTH];
  for (int lane = 0; lane < WIDTH; lane++) {
    float *output = lane < count ? outputs[lane * 2] : 0;
    out[lane] = output ? output + start : b->nowhere;
  }
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
    for (int lane = 0; lane < WIDTH; lane++) out[lane][i] = x[i][lane];
}

void baseline_render(baseline *b, const float *const *inputs, float *const *outputs, int frames) {
  for (int start = 0; start < frames; start += CHUNK) {
    int count = frames - start < CHUNK ? frames - start : CHUNK;
    uint32_t busy = 0;
    for (int g = 0; g < b->lane_groups; g++) {
      shape(b, g, inputs, start, count);
      if (b->strips[g]) strip_process(b->strips[g], (float *)b->x, count);
      busy = feed(b, g, busy, count);
    }
    if (!(busy & 1)) memset(b->bus[0], 0, sizeof b->bus[0]);
    uint32_t groups = busy & ((1u << b->groups) - 1) << 1, auxes = busy >> (1 + b->groups) << (1 + b->groups);
    if (groups) mix_groups(b, groups, count);
    if (auxes) mix_auxes(b, auxes, count);
    for (int side = 0; side < 2; side++) sum(b->bus[0][side], b->signal[side], 1, count);
    fade(b, count);
    limit(b, count);
    monitor(b, count);
    for (int signal = 0; signal < 4; signal++)
      if (outputs[signal]) memcpy(outputs[signal] + start, b->signal[signal], sizeof(float) * count);
    for (int side = 0; side < 2; side++) {
      if (b->groups) write_buses(b, b->group[side], b->groups, outputs + 4 + side, start, count);
      if (b->auxes) write_buses(b, b->sends[side], b->auxes, outputs + 4 + 2 * b->groups + side, start, count);
    }
  }
}
