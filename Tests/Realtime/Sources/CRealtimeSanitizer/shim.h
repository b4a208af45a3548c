#pragma once
#include <stdbool.h>

// The hooks that a C compiler calls with -fsanitize=realtime. Swift has no such option, so they are called by hand. Weak, so
// that the program links without the sanitizer too, and can say that it is missing.
__attribute__((weak)) void __rtsan_ensure_initialized(void);
__attribute__((weak)) void __rtsan_realtime_enter(void);
__attribute__((weak)) void __rtsan_realtime_exit(void);

// Starts the sanitizer; false if it is not linked into this program.
static inline bool realtime_begin_watch(void) {
  if (!__rtsan_ensure_initialized || !__rtsan_realtime_enter || !__rtsan_realtime_exit) return false;
  __rtsan_ensure_initialized();
  return true;
}

// Between these two, a call that may allocate, lock or wait ends the program with status 43.
static inline void realtime_enter(void) { __rtsan_realtime_enter(); }
static inline void realtime_exit(void) { __rtsan_realtime_exit(); }
