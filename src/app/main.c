/* SPDX-License-Identifier: MIT
 * app/main.c -- the program `prasasti`: finds the command in a table and calls it. */
#include "app/args.h"
#include "app/cmd.h"

#include "base/err.h"

#include <malloc.h>

struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *line; /* what it is for, in one line */
};

static const struct command commands[] = {
    { "init", cmd_init, T("membuat wilayah baru dengan administrator pertama") },
    { "serve", cmd_serve, T("melayani satu wilayah: nginx, aplikasi, dan buku besar") },
    { "import", cmd_import, T("memasukkan berkas CSV atau XLSX ke register") },
    { "export", cmd_export, T("menulis isi register sebagai CSV, XLSX, atau JSON") },
    { "workbook", cmd_workbook, T("buku kerja untuk diisi di luar jaringan: mengirim dan menerima kembali") },
    { "norms", cmd_norms, T("keadaan setiap ketentuan peraturan") },
    { "report", cmd_report, T("laporan satu halaman kepada kepala daerah, sebagai HTML") },
    { "verify", cmd_verify, T("memeriksa keutuhan data terhadap buku besar") },
    { "policy", cmd_policy, T("menampilkan dan membuat cuplikan kebijakan penghubung") },
    { "paket", cmd_paket, T("satu berkas ZIP untuk pemeriksaan: data, riwayat, lampiran, dan bukti") },
    { "proof", cmd_proof, T("mengambil dan memeriksa bukti satu perubahan") },
    { "regulation", cmd_regulation, T("membaca, memuat, merancang, memakai, atau membandingkan peraturan") },
    { "check", cmd_check, T("memeriksa deklarasi register dan paket peraturan") },
    { "akun", cmd_akun, T("memulihkan akun; slip kata sandi pertama") },
    { "job", cmd_job, T("bagian dari serve: pekerjaan yang dimulai di halaman") },
    { "app", cmd_app, T("bagian dari serve: halaman dan API") },
    { "ledger", cmd_ledger, T("bagian dari serve: menandatangani peristiwa") },
};

static void list_commands(FILE *to)
{
    fprintf(to, "%s", T("Pemakaian: prasasti PERINTAH [PILIHAN]\n\nPerintah:\n"));
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        fprintf(to, "  %-12s %s\n", commands[i].name, commands[i].line);
    fprintf(to, "%s", T("\nprasasti PERINTAH --help menjelaskan pilihannya.\n"));
}

int main(int argc, char **argv)
{
    /* Threads share what was freed: with an arena for each, an idle application kept 8 MiB more. */
    mallopt(M_ARENA_MAX, 2);
    if (argc < 2) {
        list_commands(stderr);
        return 2;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        list_commands(stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("prasasti %s\n", PRASASTI_VERSION);
        return 0;
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    app_say(T("perintah \"%s\" tidak dikenal"), argv[1]);
    list_commands(stderr);
    return 2;
}
