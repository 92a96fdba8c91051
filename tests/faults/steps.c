/* Counts what a process does to files, and ends it, or fills its disk, at a chosen step.

   Loaded in front of the C library (LD_PRELOAD), so that every write, flush, rename and removal is
   seen, also those that SQLite makes by itself. A step is one such call on a regular file or a
   folder; a program may add steps of its own (an HTTP request) with steps_take.

   Nothing is counted before steps_arm, nor outside the folder it names: see steps.py. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OFF, COUNT, KILL_BEFORE, KILL_AFTER, KILL_HALFWAY, DISK_FULL };

static atomic_int mode = OFF;
static atomic_int taken = 0;
static int chosen = 0;
static int trace = -1;
static char root[512] = "";

void steps_arm(int how, int at, const char *folder, int trace_fd) {
    atomic_store(&mode, OFF);
    atomic_store(&taken, 0);
    chosen = at;
    trace = trace_fd;
    snprintf(root, sizeof root, "%s", folder);
    atomic_store(&mode, how);
}

static void die(void) {
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) pause();
}

static void tell(const char *what, const char *path, const char *from) {
    char line[1400];
    if (trace < 0) return;
    int size = snprintf(line, sizeof line, "%s\t%s\t%s\n", what, path, from);
    syscall(SYS_write, trace, line, size);
}

/* Takes a step; returns whether it is the chosen one. */
static int take(const char *what, const char *path, const char *from) {
    int number = atomic_fetch_add(&taken, 1) + 1;
    tell(what, path, from);
    if (number != chosen) return 0;
    if (atomic_load(&mode) == KILL_BEFORE) die();
    return 1;
}

static void end(int is_chosen) {
    if (is_chosen && atomic_load(&mode) == KILL_AFTER) die();
}

void steps_take(const char *what, const char *about) {
    if (atomic_load(&mode) != OFF) end(take(what, about, ""));
}

static int is_ours(const char *path) {
    return atomic_load(&mode) != OFF && strncmp(path, root, strlen(root)) == 0;
}

static int is_full(void) {
    return atomic_load(&mode) == DISK_FULL && atomic_load(&taken) >= chosen;
}

/* Tells whether the handle is a file or folder, and its path. */
static int is_on_disk(int fd, char *path, size_t size) {
    struct stat about;
    char link[64];
    int error = errno;
    if (atomic_load(&mode) == OFF || fstat(fd, &about) != 0) { errno = error; return 0; }
    errno = error;
    if (!S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode)) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, size - 1);
    path[length < 0 ? 0 : length] = 0;
    errno = error;
    return is_ours(path);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define ON_FULL_DISK if (is_full()) { errno = ENOSPC; return -1; }

#define WRITING(name, what, parameters, whole, half)                     \
    ssize_t name parameters {                                            \
        static __typeof__(&name) real = 0;                               \
        char path[512];                                                  \
        if (!real) real = REAL(name);                                    \
        if (!is_on_disk(fd, path, sizeof path)) return real whole;       \
        int mine = take(what, path, "");                                 \
        ON_FULL_DISK                                                     \
        if (mine && atomic_load(&mode) == KILL_HALFWAY) { real half; die(); } \
        ssize_t result = real whole;                                     \
        end(mine);                                                       \
        return result;                                                   \
    }

WRITING(write, "write", (int fd, const void *data, size_t size), (fd, data, size),
        (fd, data, size / 2))
WRITING(pwrite, "write", (int fd, const void *data, size_t size, off_t at), (fd, data, size, at),
        (fd, data, size / 2, at))
WRITING(pwrite64, "write", (int fd, const void *data, size_t size, off64_t at),
        (fd, data, size, at), (fd, data, size / 2, at))
WRITING(writev, "write", (int fd, const struct iovec *parts, int count), (fd, parts, count),
        (fd, parts, count / 2))

#define ON_HANDLE(name, what, parameters, values)                        \
    int name parameters {                                                \
        static __typeof__(&name) real = 0;                               \
        char path[512];                                                  \
        if (!real) real = REAL(name);                                    \
        if (!is_on_disk(fd, path, sizeof path)) return real values;      \
        int mine = take(what, path, "");                                 \
        int result = real values;                                        \
        end(mine);                                                       \
        return result;                                                   \
    }

/* Flushes are counted and not done: what a kill leaves lies in the system's cache all the same.
   That they come before an acknowledgement is seen in the trace. */
#define FLUSHING(name)                                                   \
    int name(int fd) {                                                   \
        char path[512];                                                  \
        if (is_on_disk(fd, path, sizeof path)) end(take("flush", path, "")); \
        return 0;                                                        \
    }

FLUSHING(fsync)
FLUSHING(fdatasync)
ON_HANDLE(ftruncate, "cut", (int fd, off_t size), (fd, size))
ON_HANDLE(ftruncate64, "cut", (int fd, off64_t size), (fd, size))

#define ON_PATH(name, what, parameters, values, path, from)              \
    int name parameters {                                                \
        static __typeof__(&name) real = 0;                               \
        if (!real) real = REAL(name);                                    \
        if (!is_ours(path)) return real values;                          \
        int mine = take(what, path, from);                               \
        int result = real values;                                        \
        end(mine);                                                       \
        return result;                                                   \
    }

ON_PATH(rename, "rename", (const char *from, const char *to), (from, to), to, from)
ON_PATH(unlink, "remove", (const char *path), (path), path, "")
ON_PATH(rmdir, "remove", (const char *path), (path), path, "")

int mkdir(const char *path, mode_t how) {
    static __typeof__(&mkdir) real = 0;
    if (!real) real = REAL(mkdir);
    if (!is_ours(path) || access(path, F_OK) == 0) return real(path, how);
    int mine = take("folder", path, "");
    ON_FULL_DISK
    int result = real(path, how);
    end(mine);
    return result;
}

/* New names: a file that is opened to be made. */
#define OPENING(name)                                                    \
    int name(const char *path, int flags, ...) {                         \
        static __typeof__(&name) real = 0;                               \
        va_list more;                                                    \
        va_start(more, flags);                                           \
        mode_t how = va_arg(more, mode_t);                               \
        va_end(more);                                                    \
        if (!real) real = REAL(name);                                    \
        if (!(flags & O_CREAT) || !is_ours(path) || access(path, F_OK) == 0)             \
            return real(path, flags, how);                               \
        int mine = take("make", path, "");                               \
        ON_FULL_DISK                                                     \
        int result = real(path, flags, how);                             \
        end(mine);                                                       \
        return result;                                                   \
    }

OPENING(open)
OPENING(open64)
