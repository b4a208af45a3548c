#pragma once
#include <systemd/sd-daemon.h>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/types.h>

// Their flags are anonymous enumerations, which Swift sees or does not see depending on how the C library is linked.
static inline int csystemd_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
static inline int csystemd_signalfd(const sigset_t *signals) { return signalfd(-1, signals, SFD_CLOEXEC | SFD_NONBLOCK); }

// accept4 shows only under _GNU_SOURCE, which the module of the C library does not set; so do the records below.
extern int accept4(int, struct sockaddr *, socklen_t *, int);
static inline int csystemd_accept(int listener) { return accept4(listener, 0, 0, SOCK_CLOEXEC | SOCK_NONBLOCK); }

// Who is at the other end of a unix socket. The layout of this record is part of the kernel's interface.
typedef struct {
  pid_t pid;
  uid_t uid;
  gid_t gid;
} csystemd_peer;

static inline int csystemd_get_peer(int socket, csystemd_peer *peer) {
  socklen_t size = sizeof(*peer);
  return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, peer, &size);
}
