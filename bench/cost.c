/* SPDX-License-Identifier: MIT
 * bench/cost.c -- what a hash or a signature costs alone:  cost sha256 BYTES SECONDS | cost ed25519 SECONDS
 *
 * Prints how many of them two threads did in a second: the machine's two cores, as everything in bench/ uses them. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/err.h"
#include "base/hash.h"

enum { THREADS = 2, MESSAGE_BYTES = 400 /* about what a signature base of the hub's profile takes */ };

struct task {
    double end_s;
    size_t bytes; /* 0: verify a signature */
    const struct ed25519_key *key;
    size_t n;
};

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

static void *work(void *arg)
{
    struct task *t = arg;
    size_t size = t->bytes ? t->bytes : MESSAGE_BYTES;
    char *bytes = calloc(1, size);
    struct sv message = { bytes, size };
    uint8_t sig[64];
    struct err e = { 0 };

    if (!bytes || (!t->bytes && !ed25519_sign(t->key, message, sig, &e)))
        exit(1);
    for (; now_s() < t->end_s; t->n++)
        if (t->bytes)
            bytes[0] = (char) sha256(message).b[0];
        else if (!ed25519_verify(t->key->pub, message, (struct sv){ (const char *) sig, sizeof sig }))
            exit(1);
    free(bytes);
    return NULL;
}

int main(int argc, char **argv)
{
    struct ed25519_key key;
    struct err e = { 0 };
    struct task task[THREADS];
    pthread_t thread[THREADS];
    bool hash = argc == 4 && sv_eq(sv_of(argv[1]), SV("sha256"));
    size_t all = 0;

    if ((!hash && !(argc == 3 && sv_eq(sv_of(argv[1]), SV("ed25519")))) || !ed25519_make(&key, &e)) {
        fprintf(stderr, "cost sha256 BYTES SECONDS | cost ed25519 SECONDS\n");
        return 2;
    }
    double begun = now_s(), seconds = strtod(argv[argc - 1], NULL);
    for (size_t i = 0; i < THREADS; i++) {
        task[i] = (struct task){ begun + seconds, hash ? strtoul(argv[2], NULL, 10) : 0, &key, 0 };
        pthread_create(&thread[i], NULL, work, &task[i]);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(thread[i], NULL);
        all += task[i].n;
    }
    printf("%.1f\n", (double) all / (now_s() - begun));
    return 0;
}
