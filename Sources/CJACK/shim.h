#pragma once
#include <jack/jack.h>
#include <jack/statistics.h>
#include <sys/eventfd.h>

#define REALTIME __attribute__((swift_attr("@_noLocks")))

// jack_client_open is variadic, so Swift does not see it.
static inline jack_client_t *cjack_open(const char *name, const char *server, jack_options_t options,
                                        jack_status_t *status) {
  return server ? jack_client_open(name, options | JackServerName, status, server)
                : jack_client_open(name, options, status);
}

// The JACK calls that the audio thread may make: these, and no others. A redeclaration with the attribute is what lets a
// `@_noLocks` function call them; anything else does not compile there.
REALTIME void *jack_port_get_buffer(jack_port_t *, jack_nframes_t);
REALTIME jack_time_t jack_get_time(void);

// Denormals cost up to a hundred cycles each, and JACK does not flush them in its clients' threads.
REALTIME static inline void cjack_flush_denormals(void) {
#if defined(__x86_64__)
  __builtin_ia32_ldmxcsr(__builtin_ia32_stmxcsr() | 0x8040);
#elif defined(__aarch64__)
  unsigned long long fpcr;
  __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
  __asm__ volatile("msr fpcr, %0" : : "r"(fpcr | (1ull << 24)));
#endif
}
