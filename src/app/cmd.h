/* SPDX-License-Identifier: MIT
 * app/cmd.h -- the commands of the program `prasasti`. Each is one function that reads its own words and returns the
 * exit code: 0 done, 1 it failed (one line on standard error says why), 2 it was called wrongly. argv[0] is the name of
 * the command. A command owns the process while it runs; main.c calls exactly one. */
#ifndef APP_CMD_H
#define APP_CMD_H

#include <stdbool.h>

int cmd_init(int argc, char **argv);
int cmd_serve(int argc, char **argv);
int cmd_app(int argc, char **argv);
int cmd_ledger(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_workbook(int argc, char **argv);
int cmd_norms(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_verify(int argc, char **argv);
int cmd_policy(int argc, char **argv);
int cmd_proof(int argc, char **argv);
int cmd_regulation(int argc, char **argv);
int cmd_compare(int argc, char **argv); /* regulation compare */
/* Part of it: `id` and `out` may be NULL. */
int cmd_draft(const char *path, const char *id, const char *out, bool force);
int cmd_check(int argc, char **argv);
int cmd_backup(int argc, char **argv);
int cmd_restore(int argc, char **argv);
int cmd_akun(int argc, char **argv);
int cmd_bench_data(int argc, char **argv);

#endif
