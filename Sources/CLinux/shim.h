// The Linux calls that Swift's Glibc module hides.
#ifndef RETORT_CLINUX_H
#define RETORT_CLINUX_H
#include <fcntl.h>
#include <malloc.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <termios.h>

// These stand behind _GNU_SOURCE, which would give other shapes to types that Swift's Glibc module has already read.
extern int pipe2(int ends[2], int flags);
extern int posix_openpt(int flags);
extern int grantpt(int terminal);
extern int unlockpt(int terminal);
extern int ptsname_r(int terminal, char *name, size_t size);
extern int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
#define RETORT_SPAWN_NEW_SESSION 0x80  // POSIX_SPAWN_SETSID
// Enumerations in C, which Swift gives types of their own.
#define RETORT_TIMER_CLOSE_ON_EXEC 02000000  // TFD_CLOEXEC
#define RETORT_TIMER_NONBLOCKING 00004000    // TFD_NONBLOCK
#define RETORT_TIMER_ABSOLUTE 1              // TFD_TIMER_ABSTIME
#define RETORT_TIMER_CLOCK_SET 2             // TFD_TIMER_CANCEL_ON_SET

static inline int retort_accept(int listener) { return accept4(listener, 0, 0, SOCK_CLOEXEC | SOCK_NONBLOCK); }

static inline int retort_pipe(int *ends) { return pipe2(ends, O_CLOEXEC); }

// struct ucred is hidden likewise.
static inline int retort_peer_user(int socket, unsigned int *user) {
    struct { int pid; unsigned int uid; unsigned int gid; } who;
    socklen_t size = sizeof who;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) return -1;
    *user = who.uid;
    return 0;
}

// Many descriptors behind one that can be polled for all of them.
static inline int retort_gather(int set, int fd, int is_wanted) {
    struct epoll_event event = {.events = EPOLLIN, .data = {.fd = fd}};
    return epoll_ctl(set, is_wanted ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, fd, &event);
}
static inline int retort_gathered(int set, int *ready, int most) {
    struct epoll_event events[16];
    int count = epoll_wait(set, events, most < 16 ? most : 16, 0);
    for (int index = 0; index < count; index++) ready[index] = events[index].data.fd;
    return count;
}

// Variadic in C, so not visible in Swift.
static inline int retort_open(const char *path, int flags, unsigned int mode) { return open(path, flags, mode); }
static inline int retort_set_nonblocking(int fd) {
    int flags = fcntl(fd, F_GETFL);
    return flags < 0 ? -1 : fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}
static inline int retort_terminal_size(int fd, unsigned short *columns, unsigned short *rows) {
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) != 0) return -1;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return 0;
}
#endif
