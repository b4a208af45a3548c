#pragma once
#include <stdbool.h>
#include <stdint.h>

// Callbacks that have run under watch.
uint64_t watched_callbacks(void);
// From now on every callback allocates.
void watched_sabotage(void);
// Asks the server for another period; false if it refuses.
bool watched_period(uint32_t frames);
