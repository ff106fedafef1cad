/* Preloaded into a process: counts, records, or kills at the calls that change the files of one folder.

   crash_watch(folder) begins it. crash_kill(n, torn) kills the process before the n-th call; with `torn` half of a write
   is done first. crash_record(fd) writes each call, with its data, to a file; crash_mark(text) writes a mark there. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST 4096
static char folder[PATH_MAX];
static char *names[MOST];
static long count, kill_at;
static int is_torn, record = -1;

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static ssize_t plain_write(int fd, const void *data, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    return real(fd, data, size);
}

static void put(char kind, const char *first, const char *second, int64_t offset, const void *data, uint32_t size) {
    if (record < 0) return;
    uint32_t head[3] = {(uint32_t)strlen(first), (uint32_t)strlen(second), size};
    char kinds[4] = {kind, 0, 0, 0};
    plain_write(record, kinds, 4);
    plain_write(record, head, sizeof head);
    plain_write(record, &offset, sizeof offset);
    plain_write(record, first, head[0]);
    plain_write(record, second, head[1]);
    if (size) plain_write(record, data, size);
}

static int is_watched(const char *path) {
    size_t length = strlen(folder);
    return length && path && !strncmp(path, folder, length) && (path[length] == '/' || !path[length]);
}

static const char *name_of(int fd) { return fd >= 0 && fd < MOST ? names[fd] : NULL; }

/* Count a call; whether the process must die in it. */
static int is_due(void) { return ++count == kill_at; }
static void die(void) { kill(getpid(), SIGKILL); }
static void step(void) { if (is_due()) die(); }

void crash_watch(const char *path) { strncpy(folder, path, sizeof folder - 1); count = 0; }
void crash_kill(long at, int torn) { kill_at = at; is_torn = torn; count = 0; }
void crash_record(int fd) { record = fd; }
void crash_mark(const char *text) { put('m', text, "", 0, NULL, 0); }
long crash_count(void) { return count; }

static void opened(int fd, const char *path, int flags, int was_there) {
    if (fd < 0 || fd >= MOST) return;
    free(names[fd]);
    names[fd] = is_watched(path) ? strdup(path) : NULL;
    if (!names[fd]) return;
    if ((flags & O_CREAT) && !was_there) put('c', path, "", 0, NULL, 0);
    if ((flags & O_TRUNC) && was_there) put('t', path, "", 0, NULL, 0);
}

static int there(const char *path) { struct stat status; return !stat(path, &status); }

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        REAL(int, #name, const char *, int, ...); \
        mode_t mode = 0; \
        if (flags & O_CREAT) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); } \
        int watched = is_watched(path), was_there = watched && there(path); \
        if (watched && (((flags & O_CREAT) && !was_there) || ((flags & O_TRUNC) && was_there))) step(); \
        int fd = real(path, flags, mode); \
        opened(fd, path, flags, was_there); \
        return fd; \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
    int name(int at, const char *path, int flags, ...) { \
        REAL(int, #name, int, const char *, int, ...); \
        mode_t mode = 0; \
        if (flags & O_CREAT) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); } \
        int watched = is_watched(path), was_there = watched && there(path); \
        if (watched && (((flags & O_CREAT) && !was_there) || ((flags & O_TRUNC) && was_there))) step(); \
        int fd = real(at, path, flags, mode); \
        opened(fd, path, flags, was_there); \
        return fd; \
    }
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
    REAL(int, "close", int);
    if (fd >= 0 && fd < MOST && names[fd]) { free(names[fd]); names[fd] = NULL; }
    return real(fd);
}

ssize_t write(int fd, const void *data, size_t size) {
    const char *name = name_of(fd);
    if (name) {
        int64_t offset = lseek(fd, 0, SEEK_CUR);
        if (is_due()) { if (is_torn) plain_write(fd, data, size / 2); die(); }
        put('w', name, "", offset, data, (uint32_t)size);
    }
    return plain_write(fd, data, size);
}

#define PWRITE(name) \
    ssize_t name(int fd, const void *data, size_t size, off_t offset) { \
        REAL(ssize_t, #name, int, const void *, size_t, off_t); \
        const char *file = name_of(fd); \
        if (file) { \
            if (is_due()) { if (is_torn) real(fd, data, size / 2, offset); die(); } \
            put('w', file, "", offset, data, (uint32_t)size); \
        } \
        return real(fd, data, size, offset); \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

#define TRUNCATE(name) \
    int name(int fd, off_t size) { \
        REAL(int, #name, int, off_t); \
        if (name_of(fd)) { step(); put('t', name_of(fd), "", size, NULL, 0); } \
        return real(fd, size); \
    }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

#define SYNC(name) \
    int name(int fd) { \
        REAL(int, #name, int); \
        if (!name_of(fd)) return real(fd); \
        step(); \
        put('s', name_of(fd), "", 0, NULL, 0); \
        return 0; /* The machine goes on: there is no need to wait for its disk. */ \
    }
SYNC(fsync)
SYNC(fdatasync)

/* An open file keeps the name by which it can be found; an unlinked one has none. */
static void renamed(const char *from, const char *to) {
    for (int fd = 0; fd < MOST; fd++) {
        if (!names[fd] || strcmp(names[fd], from)) continue;
        free(names[fd]);
        names[fd] = to ? strdup(to) : NULL;
    }
}

#define PAIR(name, letter) \
    int name(const char *from, const char *to) { \
        REAL(int, #name, const char *, const char *); \
        if (is_watched(to)) step(); \
        int done = real(from, to); \
        if (is_watched(to) && !done) { \
            put(letter, from, to, 0, NULL, 0); \
            if (letter == 'r') renamed(from, to); \
        } \
        return done; \
    }
PAIR(rename, 'r')
PAIR(link, 'l')

int linkat(int one, const char *from, int two, const char *to, int flags) {
    REAL(int, "linkat", int, const char *, int, const char *, int);
    if (is_watched(to)) step();
    int done = real(one, from, two, to, flags);
    if (is_watched(to) && !done) put('l', from, to, 0, NULL, 0);
    return done;
}

int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    if (is_watched(path)) step();
    int done = real(path);
    if (is_watched(path) && !done) { put('u', path, "", 0, NULL, 0); renamed(path, NULL); }
    return done;
}
