// Stands between the program and libjack: whatever is given to JACK as the process callback runs under RealtimeSanitizer,
// on JACK's own thread, with JACK's own buffers.
#define _GNU_SOURCE
#include "watched_jack.h"

#include <dlfcn.h>
#include <jack/jack.h>
#include <stdatomic.h>
#include <stdlib.h>

void __rtsan_realtime_enter(void);
void __rtsan_realtime_exit(void);

static jack_client_t *watched_client;
static JackProcessCallback process;
static atomic_uint_fast64_t callbacks;
static atomic_bool sabotaged;

static int watched(jack_nframes_t frames, void *state) {
  __rtsan_realtime_enter();
  int result = process(frames, state);
  if (atomic_load(&sabotaged)) {
    void *volatile memory = malloc(64);
    free(memory);
  }
  __rtsan_realtime_exit();
  atomic_fetch_add(&callbacks, 1);
  return result;
}

int jack_set_process_callback(jack_client_t *client, JackProcessCallback callback, void *state) {
  int (*real)(jack_client_t *, JackProcessCallback, void *) =
      (int (*)(jack_client_t *, JackProcessCallback, void *))dlsym(RTLD_NEXT, "jack_set_process_callback");
  if (!real) return -1;
  watched_client = client;
  process = callback;
  return real(client, watched, state);
}

uint64_t watched_callbacks(void) { return atomic_load(&callbacks); }
void watched_sabotage(void) { atomic_store(&sabotaged, true); }
bool watched_period(uint32_t frames) { return jack_set_buffer_size(watched_client, frames) == 0; }
