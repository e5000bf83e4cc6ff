// Members of the chat room in pairs, as little as a client can do: each sends its partner a message of 1,500 bytes, and the next
// when its prompt has come (RATE 0), or all together so many a second, whether prompts have come or not. Prints the messages that
// were delivered, and how long they took from being sent.
// usage: chat-loop PORT MEMBERS SECONDS RATE       prints one line of JSON
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { FRAME = 1500, US_MAX = 1000000 };

static long now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000L + t.tv_nsec;
}

static void read_frames(int fd, int count) {
    static char frame[FRAME];
    for (int i = 0; i < count; i++)
        if (recv(fd, frame, FRAME, MSG_WAITALL) != FRAME) exit((fprintf(stderr, "closed by the server\n"), 1));
}

static void send_text(int fd, const char *text) {
    static char frame[FRAME];
    memset(frame, 0, FRAME);
    strcpy(frame, text);
    if (send(fd, frame, FRAME, MSG_NOSIGNAL) != FRAME) exit((fprintf(stderr, "the server does not read\n"), 1));
}

static void send_message(int fd, int to) {
    char text[256];
    // 200 bytes of text, the time first.
    int length = sprintf(text, "m%d:%019ld", to, now_ns());
    memset(text + length, 'x', 180);
    text[length + 180] = 0;
    send_text(fd, text);
}

int main(int argc, char **argv) {
    if (argc != 5) return fprintf(stderr, "usage: chat-loop PORT MEMBERS SECONDS RATE\n"), 2;
    int members = atoi(argv[2]), on = 1, poller = epoll_create1(0);
    double rate = atof(argv[4]);
    int *fds = calloc(members, sizeof *fds), *member_of = calloc(1 << 20, sizeof *member_of);
    int *at = calloc(members, sizeof *at), *prompts = calloc(members, sizeof *prompts);
    // The beginning of a frame: its first byte and the time may come in different reads.
    char (*head)[32] = calloc(members, sizeof *head);
    long *us = calloc(US_MAX, sizeof *us), delivered = 0, sent = 0;
    for (int i = 0; i < members; i++) {
        struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        char name[16];
        fds[i] = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(fds[i], (void *)&to, sizeof to)) return perror("connect"), 1;
        setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        sprintf(name, "m%d", i);
        read_frames(fds[i], 1);
        send_text(fds[i], name);
        read_frames(fds[i], 4);
        member_of[fds[i]] = i;
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fds[i]};
        epoll_ctl(poller, EPOLL_CTL_ADD, fds[i], &event);
    }
    long start = now_ns(), end = start + (long)(atof(argv[3]) * 1e9);
    if (rate == 0)
        for (int i = 0; i < members; i++) send_message(fds[i], i ^ 1);
    struct epoll_event ready[1024];
    static char in[65536];
    for (long t = start; t < end; t = now_ns()) {
        if (rate > 0)
            for (; sent < (t - start) / 1e9 * rate; sent++) send_message(fds[sent % members], (int)(sent % members) ^ 1);
        int count = epoll_wait(poller, ready, 1024, rate > 0 ? 0 : 100);
        for (int i = 0; i < count; i++) {
            int fd = ready[i].data.fd, me = member_of[fd];
            ssize_t bytes = recv(fd, in, sizeof in, MSG_DONTWAIT);
            if (bytes == 0) return fprintf(stderr, "closed by the server\n"), 1;
            for (ssize_t next = 0; next < bytes;) {
                ssize_t step = FRAME - at[me] < bytes - next ? FRAME - at[me] : bytes - next;
                for (ssize_t k = 0; k < step && at[me] + k < 32; k++) head[me][at[me] + k] = in[next + k];
                at[me] += step;
                next += step;
                if (at[me] < FRAME) break;
                at[me] = 0;
                if (head[me][0] == 'm') {
                    long took = (now_ns() - atol(memchr(head[me], '$', 32) + 1)) / 1000;
                    us[took < US_MAX ? took : US_MAX - 1]++;
                    delivered++;
                } else if (++prompts[me] == 3) {
                    prompts[me] = 0;
                    if (rate == 0) send_message(fd, me ^ 1);
                }
            }
        }
    }
    double seconds = (now_ns() - start) / 1e9;
    // Leave in order: whoever comes next finds the names free, and no notices under way.
    for (int i = 0; i < members; i++) shutdown(fds[i], SHUT_WR);
    for (int i = 0; i < members; i++) while (recv(fds[i], in, sizeof in, 0) > 0);
    long seen = 0, p50 = 0, p99 = 0;
    for (; p50 < US_MAX && (seen += us[p50]) < delivered / 2; p50++);
    for (p99 = p50; p99 < US_MAX - 1 && seen < delivered * 0.99; seen += us[++p99]);
    printf("{\"delivered\":%ld,\"seconds\":%.3f,\"p50Us\":%ld,\"p99Us\":%ld}\n", delivered, seconds, p50, p99);
}
