/* wrk always comes from 127.0.0.1; with this before it, it comes from the address in BENCH_SOURCE. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

int connect(int fd, const struct sockaddr *to, socklen_t length) {
    int (*real)(int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "connect");
    const char *source = getenv("BENCH_SOURCE");
    if (source && to->sa_family == AF_INET) {
        struct sockaddr_in from = {.sin_family = AF_INET};
        inet_pton(AF_INET, source, &from.sin_addr);
        bind(fd, (struct sockaddr *)&from, sizeof from);
    }
    return real(fd, to, length);
}
