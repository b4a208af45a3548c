#include "strip.h"

#include "lanes.h"

enum { CUTS = 2, BANDS = 4 };

// As in `FilterCoefficients` and `FilterState`: six numbers and two states for each section.
typedef struct {
  lanes r, p, q, c0, c1, c2, s1, s2;
} section;

// As in `GateLanes`.
typedef struct {
  lanes open_limit, close_limit, open_frames, attack, release, opened, closed, amount;
  lanes open_for, target, distance, lowest;
} gate;

// As in `CompressorLanes` with a peak detector that neither holds nor follows the programme. Levels are octaves of
// power, gains octaves of amplitude.
typedef struct {
  lanes knee_start, knee_end, bend, slope, attack, release, dry, wet;
  lanes wanted, below, octaves, deepest;
} compressor;

struct strip {
  double sample_rate;
  section cuts[CUTS], bands[BANDS];
  gate gate;
  compressor compressor;
};

strip *strip_new(double sample_rate) {
  strip *s = make(sizeof *s);
  const lanes one = (lanes){0} + 1;
  s->sample_rate = sample_rate;
  for (int i = 0; i < CUTS; i++) s->cuts[i].c0 = one;
  for (int i = 0; i < BANDS; i++) s->bands[i].c0 = one;
  s->gate.opened = s->gate.closed = s->gate.target = s->gate.lowest = one;
  s->compressor.dry = one;
  return s;
}

void strip_free(strip *s) { free(s); }

// MARK: Filters

// H(s) = (n2·s² + n1·s + n0) / (s² + d1·s + d0), where s is the bilinear variable.
static void set_section(section *f, int lane, double n2, double n1, double n0, double d1, double d0) {
  double a1 = 1 / (1 + d1 + d0), g = sqrt(d0);
  f->r[lane] = (float)(2 * a1 - 1);
  f->p[lane] = (float)(2 * g * a1);
  f->q[lane] = (float)(2 * d0 * a1);
  f->c0[lane] = (float)((n2 + n1 + n0) * a1);
  f->c1[lane] = (float)((n1 + n0 - n2 * (d1 + d0)) * a1 / g);
  f->c2[lane] = (float)(n0 / d0 - (double)f->c0[lane]);
}

void strip_low_cut(strip *s, int lane, float frequency) {
  const double g = tan(M_PI * frequency / s->sample_rate);
  // The two halves of a Butterworth filter of the fourth order.
  for (int i = 0; i < CUTS; i++)
    set_section(&s->cuts[i], lane, 1, 0, 0, g * 2 * cos((i ? 3 : 1) * M_PI / 8), g * g);
}

static double bell_slope(double x, double digital, double damping) {
  double away = (1 - x) * (1 - x);
  return ((2 - digital) * (away + damping * x) - damping * x / digital) / away;
}

// `MatchedDesign.bell`: met are 0 Hz, the peak, the lower of the two frequencies with half the gain, and one above.
void strip_bell(strip *s, int lane, int band, float frequency, float decibel, float q) {
  const double tangent = tan(M_PI * frequency / s->sample_rate), top = fmin(0.5 * s->sample_rate, 22050);
  const double a = pow(10, fabsf(decibel) / 40), peak = a * a * a * a, damping = 1 / (a * a * q * q);
  const double points[2] = {frequency * (sqrt(1 + 0.25 / (q * q)) - 0.5 / q), frequency + 0.7 * (top - frequency)};
  double digital[2], slope[2];
  for (int i = 0; i < 2; i++) {
    double ratio = points[i] / frequency, tangents = tan(M_PI * points[i] / s->sample_rate) / tangent;
    digital[i] = tangents * tangents;
    slope[i] = bell_slope(ratio * ratio, digital[i], damping);
  }
  const double d0 = (digital[1] - digital[0]) / (slope[0] - slope[1]), d1 = -digital[0] - slope[0] * d0;
  const double n0 = d0, n1 = peak * d1 + 2 * d0 * (peak - 1), n2 = peak - d0 * (peak - 1);
  const double low = sqrt(n0) * tangent * tangent, high = sqrt(n2), middle = sqrt(n1 + 2 * sqrt(n0 * n2)) * tangent;
  const double bottom_low = sqrt(d0) * tangent * tangent, bottom_middle = sqrt(d1 + 2 * sqrt(d0)) * tangent;
  if (decibel < 0)
    set_section(&s->bands[band], lane, 1 / high, bottom_middle / high, bottom_low / high, middle / high, low / high);
  else
    set_section(&s->bands[band], lane, high, middle, low, bottom_middle, bottom_low);
}

static inline lanes step(section *f, lanes x) {
  const lanes u = x - f->s2;
  const lanes y = f->c0 * x + (f->c1 * f->s1 + f->c2 * f->s2);
  const lanes next = f->r * f->s1 + f->p * u;
  f->s2 = (f->s2 + f->p * f->s1) + f->q * u;
  f->s1 = next;
  return y;
}

static void keep_finite(section *f) {
  const lanes size = magnitude(f->s1) + magnitude(f->s2);
  // False for NaN too.
  const bits good = size < 1e30f;
  if (__builtin_reduce_and(good)) return;
  f->s1 = (lanes)((bits)f->s1 & good);
  f->s2 = (lanes)((bits)f->s2 & good);
}

static void cut(section *restrict f, lanes *restrict x, int frames) {
  section a = f[0], b = f[1];
  for (int i = 0; i < frames; i++) x[i] = step(&b, step(&a, x[i]));
  f[0] = a;
  f[1] = b;
  for (int i = 0; i < CUTS; i++) keep_finite(&f[i]);
}

static void equalize(section *restrict f, lanes *restrict x, int frames) {
  section a = f[0], b = f[1], c = f[2], d = f[3];
  for (int i = 0; i < frames; i++) x[i] = step(&d, step(&c, step(&b, step(&a, x[i]))));
  f[0] = a;
  f[1] = b;
  f[2] = c;
  f[3] = d;
  for (int i = 0; i < BANDS; i++) keep_finite(&f[i]);
}

// MARK: Gate

// The part of the way that a one-pole filter goes in one frame.
static float approach(double milliseconds, double sample_rate) {
  return milliseconds > 0 ? (float)-expm1(-1000 / (milliseconds * sample_rate)) : 1;
}

// 1 / ln 10: from the time for 90 % of the way to that for 63 %.
static const double NINETY = 0.434294481903251828;

void strip_gate(
    strip *s, int lane, float threshold, float range, float attack, float hold, float release, float hysteresis) {
  gate *g = &s->gate;
  g->open_limit[lane] = gain(threshold);
  g->close_limit[lane] = gain(threshold - hysteresis);
  g->attack[lane] = approach(attack * NINETY, s->sample_rate);
  g->release[lane] = approach(release * NINETY, s->sample_rate);
  g->open_frames[lane] = (float)round((10 + hold) * 0.001 * s->sample_rate);
  g->closed[lane] = gain(-range);
  g->amount[lane] = 1;
  g->open_for[lane] = g->open_frames[lane];
}

static void gate_process(gate *restrict g, lanes *restrict x, int frames) {
  const lanes zero = {0}, open_limit = g->open_limit, close_limit = g->close_limit, open_frames = g->open_frames;
  const lanes attack = g->attack, release = g->release, opened = g->opened, closed = g->closed, amount = g->amount;
  lanes open_for = g->open_for, target = g->target, distance = g->distance, lowest = g->lowest;
  for (int i = 0; i < frames; i++) {
    const lanes limit = chosen(open_for > 0, close_limit, open_limit);
    open_for = chosen(magnitude(x[i]) >= limit, open_frames, larger(open_for - 1, zero));
    const bits is_open = open_for > 0;
    const lanes next = chosen(is_open, opened, closed);
    distance += target - next;
    target = next;
    distance -= distance * chosen(is_open, attack, release);
    const lanes now = target + distance;
    lowest = smaller(lowest, now);
    x[i] *= 1 + amount * (now - 1);
  }
  g->open_for = open_for;
  g->target = target;
  // What decays would become too small for a normal float, and slow.
  g->distance = chosen(magnitude(distance) < 1e-20f, zero, distance);
  g->lowest = lowest;
}

// MARK: Compressor

// One dB in octaves of power.
static const float OCTAVES = 0.332192809488736235f;

void strip_compressor(strip *s, int lane, float threshold, float ratio, float knee, float attack, float release) {
  compressor *c = &s->compressor;
  const float middle = threshold * OCTAVES, width = knee * OCTAVES, slope = 0.5f / ratio - 0.5f;
  c->knee_start[lane] = middle - width * 0.5f;
  c->knee_end[lane] = middle + width * 0.5f;
  c->bend[lane] = width > 0 ? slope / (2 * width) : 0;
  c->slope[lane] = slope;
  c->attack[lane] = approach(attack, s->sample_rate);
  c->release[lane] = approach(release, s->sample_rate);
  c->dry[lane] = 0;
  c->wet[lane] = 1;
}

// The polynomials of `Logarithms.swift`.

// Of what is not negative.
static inline lanes binary_logarithm(lanes x) {
  const lanes octave = (lanes)((bits)x >> 23 | 0x4B000000) - 8388735;
  const lanes m = (lanes)(((bits)x & 0x007FFFFF) | 0x3F800000);
  const lanes square = m * m;
  const lanes high = square * (m * 0.645142317f - 2.12067509f + square * -0.0816158056f);
  return (octave + (m * 4.07009077f - 2.51285458f)) + high;
}

static inline lanes binary_power(lanes x) {
  const lanes rounded = x + 12582912;
  const lanes part = x - (rounded - 12582912);
  const lanes fraction = (part * 0.693282902f + 1) + (part * part) * (part * 0.0550089329f + 0.242210954f);
  return (lanes)((bits)fraction + ((bits)rounded << 23));
}

// The gain computer for itself: no frame waits for the one before it, as it does in the detector.
static void wanted_gains(const compressor *restrict c, const lanes *restrict x, lanes *restrict wanted, int frames) {
  const lanes knee_start = c->knee_start, knee_end = c->knee_end, bend = c->bend, slope = c->slope;
  for (int i = 0; i < frames; i++) {
    // Inside the knee a parabola, above it a line.
    const lanes level = larger(binary_logarithm(x[i] * x[i]), knee_start);
    const lanes inside = smaller(level, knee_end), part = inside - knee_start;
    wanted[i] = part * part * bend + (level - inside) * slope;
  }
}

static void compress(compressor *restrict c, lanes *restrict x, int frames) {
  const lanes attack = c->attack, release = c->release, dry = c->dry, wet = c->wet, nearly = (lanes){0} - 1e-20f;
  lanes last = c->wanted, below = c->below, octaves = c->octaves, deepest = c->deepest;
  lanes wanted[CHUNK];
  wanted_gains(c, x, wanted, frames);
  for (int i = 0; i < frames; i++) {
    // Down at once, up in the release; never quite nothing.
    const lanes distance = below + (last - wanted[i]);
    last = wanted[i];
    below = smaller(distance - distance * release, nearly);
    octaves += ((last + below) - octaves) * attack;
    deepest = smaller(deepest, octaves);
    x[i] *= dry + wet * binary_power(octaves);
  }
  c->wanted = last;
  c->below = below;
  c->octaves = octaves;
  c->deepest = deepest;
}

void strip_process(strip *s, float *samples, int frames) {
  lanes *x = (lanes *)samples;
  cut(s->cuts, x, frames);
  gate_process(&s->gate, x, frames);
  equalize(s->bands, x, frames);
  compress(&s->compressor, x, frames);
}
