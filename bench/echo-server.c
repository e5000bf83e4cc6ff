// The opponent of every measurement here: a single-threaded epoll server that echoes bytes.
// usage: echo-server PORT        0 picks a port; prints the port, listens on 127.0.0.1, runs until killed
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static void watch(int poller, int fd) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
}

static void accept_all(int poller, int listener) {
    int on = 1, peer;
    while ((peer = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        watch(poller, peer);
    }
}

static void echo(int fd) {
    static char bytes[65536];
    ssize_t got = recv(fd, bytes, sizeof bytes, 0);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) {
        close(fd);
        return;
    }
    for (ssize_t sent = 0; sent < got;) {
        ssize_t step = send(fd, bytes + sent, got - sent, MSG_NOSIGNAL);
        if (step > 0) sent += step;
        else if (errno != EAGAIN) return;
    }
}

int main(int argc, char **argv) {
    if (argc != 2) return fprintf(stderr, "usage: echo-server PORT\n"), 2;
    int on = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), poller = epoll_create1(0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof at;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (void *)&at, sizeof at) || listen(listener, 4096)) return perror("listen"), 1;
    getsockname(listener, (void *)&at, &length);
    printf("%d\n", ntohs(at.sin_port));
    fflush(stdout);
    watch(poller, listener);
    struct epoll_event ready[1024];
    for (;;) {
        int count = epoll_wait(poller, ready, 1024, -1);
        for (int i = 0; i < count; i++) {
            if (ready[i].data.fd == listener) accept_all(poller, listener);
            else echo(ready[i].data.fd);
        }
    }
}
