/* SPDX-License-Identifier: MIT
 * app/cmd_job.c -- prasasti job: the process that does long work which a page began. Started by the service itself. */
#include <unistd.h>

#include "app/args.h"
#include "app/cmd.h"
#include "app/open.h"
#include "page/job.h"

static const char usage[] = T(
    "prasasti job --data FOLDER NOMOR\n"
    "  mengerjakan pekerjaan yang dimulai di halaman web (impor, buku kerja, surat massal) dengan hak orang yang\n"
    "  memulainya; dipanggil oleh layanan itu sendiri, tidak perlu dipanggil dengan tangan\n");

static int work(const char *data, const char *id)
{
    struct region *r = app_open_region(data);
    struct err e = { 0 };
    bool ok = r && job_process(r, sv_of(id), &e) && app_settle(r, &e);

    if (r && !ok)
        app_failed(&e);
    region_close(r);
    return ok ? 0 : 1;
}

/* It parts from whoever started it, who waits only for that. */
int cmd_job(int argc, char **argv)
{
    const char *data = NULL, *words[1] = { NULL };
    const struct args_option options[] = { { "data", &data, NULL } };
    const struct args_spec spec = {
        .usage = usage, .options = options, .n_options = 1, .words = words, .max_words = 1
    };
    pid_t pid;
    int code;

    if (!args_read(&spec, argc, argv, &code))
        return code;
    if (!data || !words[0])
        return args_wrong(&spec, T("tulis --data dan nomor pekerjaannya"));
    pid = fork();
    if (pid != 0)
        return pid < 0 ? 1 : 0;
    return work(data, words[0]);
}
