// The least that a client can do for a round trip on Linux sockets, as the measure of what ours does.
// Each connection sends a frame, waits for all of it to come back, and sends the next. Nothing of it is checked.
// usage: closed-loop PORT CONNECTIONS FRAME_BYTES SECONDS       prints one line of JSON
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static double cpu(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

int main(int argc, char **argv) {
    if (argc != 5) return fprintf(stderr, "usage: closed-loop PORT CONNECTIONS FRAME_BYTES SECONDS\n"), 2;
    int port = atoi(argv[1]), connections = atoi(argv[2]), frame = atoi(argv[3]), on = 1, poller = epoll_create1(0);
    double seconds = atof(argv[4]);
    static char in[65536], out[65536];
    int *fds = calloc(connections, sizeof *fds), *got = calloc(1 << 20, sizeof *got);
    memset(out, 'x', sizeof out);
    for (int i = 0; i < connections; i++) {
        struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        fds[i] = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(fds[i], (void *)&to, sizeof to)) return perror("connect"), 1;
        setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fds[i]};
        epoll_ctl(poller, EPOLL_CTL_ADD, fds[i], &event);
    }
    double cpu_before = cpu(), start = now(), end = start + seconds;
    long round_trips = 0;
    for (int i = 0; i < connections; i++) send(fds[i], out, frame, MSG_NOSIGNAL);
    struct epoll_event ready[1024];
    for (double t = start; t < end; t = now()) {
        int count = epoll_wait(poller, ready, 1024, 100);
        for (int i = 0; i < count; i++) {
            int fd = ready[i].data.fd;
            ssize_t bytes = recv(fd, in, sizeof in, 0);
            if (bytes < 0 && errno == EAGAIN) continue;
            if (bytes <= 0) return fprintf(stderr, "closed by the server\n"), 1;
            if ((got[fd] += bytes) < frame) continue;
            got[fd] -= frame;
            round_trips++;
            send(fd, out, frame, MSG_NOSIGNAL);
        }
    }
    printf("{\"roundTrips\":%ld,\"seconds\":%.3f,\"cpuSeconds\":%.3f}\n", round_trips, now() - start, cpu() - cpu_before);
}
