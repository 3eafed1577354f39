/* SPDX-License-Identifier: MIT
 * rule/rule_sweep.c -- reads what a sweep says of the rows, all or one, and counts. */
#include <stdlib.h>

#include "base/buf.h"
#include "rule/rule_live_priv.h"

enum { PART_ROWS = 131072 };

/* An array that grows as ids come, the new part zero. */
static bool grow(void **items, size_t had, size_t want, size_t size, struct err *e)
{
    char *more = realloc(*items, want * size);

    if (!more)
        return err_errno(e, T("Menyiapkan memori"));
    memset(more + had * size, 0, (want - had) * size);
    *items = more;
    return true;
}

static size_t room_for(size_t had, size_t id)
{
    size_t want = had ? had : 64;

    while (id >= want)
        want += want / 2;
    return want;
}

static bool has_cell(struct sweep *s, int64_t id, struct err *e)
{
    void *cells = s->cells, *units = s->units;
    size_t want;
    bool ok;

    if (id < 0 || id > ROW_ID_MAX)
        return err_set(e, ERR_FAULT, T("Nomor rekaman di luar jangkauan."));
    if ((size_t) id < s->n_cells)
        return true;
    want = room_for(s->n_cells, (size_t) id);
    ok = grow(&cells, s->n_cells, want, sizeof *s->cells, e) &&
         (!s->set_bits || grow(&units, s->n_cells, want, sizeof *s->units, e));
    s->cells = cells;
    s->units = units;
    if (ok)
        s->n_cells = want;
    return ok;
}

static uint32_t read_cell(const struct sweep *s, struct stmt *q)
{
    uint32_t cell = 0;
    struct date d;

    if (s->days) {
        if (!date_parse(sv_sub(stmt_get_text(q, 1), 0, 10), &d))
            return LIVE_NEVER;
        return LIVE_DAY + (uint32_t) (date_serial(d) > 0 ? date_serial(d) : 0);
    }
    for (size_t i = 0; i < s->columns; i++)
        cell |= (uint32_t) stmt_get_int(q, (int) i + 1) << s->shift[i];
    return cell;
}

static void flip(struct rule_live *l, int32_t unit)
{
    for (size_t i = 0; i < l->n_flipped; i++)
        if (l->flipped[i] == unit)
            return;
    if (l->n_flipped < FLIPS_MAX)
        l->flipped[l->n_flipped++] = unit;
    else
        l->many_flipped = true;
}

/* noted: tells the sweeps that ask for the set; a pass over all rows has said so already. */
static bool count_unit(struct rule_live *l, struct unit_set *set, int32_t unit, int by, bool noted,
                       struct err *e)
{
    void *rows = set->rows;
    size_t want = room_for(set->n, (size_t) unit);

    if (unit < 0 || unit > UNIT_ID_MAX)
        return err_set(e, ERR_FAULT, T("Nomor rekaman di luar jangkauan."));
    if ((size_t) unit >= set->n) {
        if (!grow(&rows, set->n, want, sizeof *set->rows, e))
            return false;
        set->rows = rows;
        set->n = want;
    }
    set->rows[unit] += by;
    if (set->rows[unit] == (by > 0 ? 1 : 0)) {
        set->stale = true;
        if (set->any || unit == 0)
            set->turned = true;
        else if (!noted)
            flip(l, unit);
    }
    return true;
}

static bool count_cell(struct rule_live *l, struct sweep *s, uint32_t bits, int32_t unit, int by, bool noted,
                       struct err *e)
{
    if (s->days)
        return true;
    for (uint32_t left = bits; left; left &= left - 1)
        s->count[__builtin_ctz(left)] += by;
    for (uint32_t left = bits & s->set_bits; left; left &= left - 1)
        for (size_t i = s->set_of[__builtin_ctz(left)] - 1; i != SIZE_MAX; i = l->sets[i].next)
            if (!count_unit(l, &l->sets[i], l->sets[i].any ? 1 : unit, by, noted, e))
                return false;
    return true;
}

static void forget_cells(struct rule_live *l, struct sweep *s)
{
    s->on = false;
    memset(s->count, 0, sizeof s->count);
    if (s->cells)
        memset(s->cells, 0, s->n_cells * sizeof *s->cells);
    for (uint32_t left = s->set_bits; left; left &= left - 1)
        for (size_t i = s->set_of[__builtin_ctz(left)] - 1; i != SIZE_MAX; i = l->sets[i].next) {
            if (l->sets[i].rows)
                memset(l->sets[i].rows, 0, l->sets[i].n * sizeof *l->sets[i].rows);
            l->sets[i].stale = l->sets[i].turned = true;
        }
}

static void set_row(struct sweep *s, struct stmt *q, int64_t id)
{
    int64_t unit = s->set_bits ? stmt_get_int(q, (int) s->columns + 1) : 0;

    s->cells[id] = read_cell(s, q);
    if (s->set_bits)
        s->units[id] = unit < 0 || unit > UNIT_ID_MAX ? -1 : (int32_t) unit;
}

static bool last_id(const struct sweep *s, struct db *pack, int64_t *out, struct err *e)
{
    struct buf b;
    bool ok;

    buf_init(&b, 256);
    buf_put(&b, SV("select coalesce(max(x.id), 0) as nilai from v_"));
    buf_put(&b, s->reg->key); /* a key: a name and nothing else */
    buf_put(&b, SV(" x"));
    ok = db_one_int(pack, buf_sv(&b), 0, out, e); /* checked: loaded key */
    buf_clear(&b);
    return ok;
}

/* --- all rows --------------------------------------------------------------------------------------------------------- */

bool sweep_begin(struct rule_live *l, struct sweep *s, struct db *pack, size_t *parts, struct err *e)
{
    int64_t last;

    forget_cells(l, s);
    if (!last_id(s, pack, &last, e) || !has_cell(s, last, e))
        return false;
    *parts = s->days ? 1 : (size_t) (last / PART_ROWS) + 1;
    return true;
}

bool sweep_part(const struct rule_live *l, struct sweep *s, const struct rule *r, struct db *pack,
                struct date today, size_t part, struct err *e)
{
    const struct day_sql *sql = s->n_cells < l->few_rows ? &s->few : &s->many;
    int64_t from = (int64_t) part * PART_ROWS;
    int last = (int) sql->n;
    struct stmt *q = NULL;
    bool row,
        ok = rule_run(pack, r, sql, today, &q, e) &&
             (s->days || (stmt_int(q, last + 1, from, e) && stmt_int(q, last + 2, from + PART_ROWS - 1, e)));

    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        int64_t id = stmt_get_int(q, 0);

        if (id >= 0 && (size_t) id < s->n_cells) /* one that came meanwhile is among the next events */
            set_row(s, q, id);
    }
    stmt_done(q);
    return ok;
}

bool sweep_end(struct rule_live *l, struct sweep *s, struct err *e)
{
    for (size_t id = 0; id < s->n_cells; id++)
        if (s->cells[id] && !count_cell(l, s, s->cells[id], s->set_bits ? s->units[id] : 0, 1, true, e))
            return false;
    s->on = true;
    return true;
}

bool sweep_all(struct rule_live *l, struct sweep *s, const struct rule *r, struct db *pack, struct date today,
               struct err *e)
{
    size_t parts;

    if (!sweep_begin(l, s, pack, &parts, e))
        return false;
    for (size_t i = 0; i < parts; i++)
        if (!sweep_part(l, s, r, pack, today, i, e))
            return false;
    return sweep_end(l, s, e);
}

/* --- one row ---------------------------------------------------------------------------------------------------------- */

bool sweep_one(struct rule_live *l, struct sweep *s, const struct rule *r, struct db *pack, struct date today,
               int64_t id, uint32_t *old, uint32_t *now, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok = has_cell(s, id, e) && rule_run(pack, r, &s->one, today, &q, e) &&
                           stmt_int(q, (int) s->one.n + 1, id, e) && stmt_step(q, &row, e);

    if (ok) {
        *old = s->cells[id];
        ok = count_cell(l, s, *old, s->set_bits ? s->units[id] : 0, -1, false, e);
        s->cells[id] = 0;
        if (row)
            set_row(s, q, id);
        *now = s->cells[id];
        ok = ok && count_cell(l, s, *now, s->set_bits ? s->units[id] : 0, 1, false, e);
    }
    stmt_done(q);
    return ok;
}

static void write_units(struct unit_set *set)
{
    buf_reset(&set->text);
    set->stale = false;
    if (set->any) {
        buf_char(&set->text, set->n && set->rows[1] > 0 ? '1' : '0');
        return;
    }
    buf_char(&set->text, ',');
    for (size_t i = 0; i < set->n;
         i++) /* 0: rows of no unit, which make "not in" unknown for everybody else */
        if (set->rows[i] > 0)
            buf_printf(&set->text, "%zu,", i);
}

bool sweep_sets_ready(struct rule_live *l, const struct sweep *s, bool *turned)
{
    *turned = false;
    for (size_t i = 0; i < s->many.n; i++) {
        struct unit_set *set =
            s->many.params[i].kind == SET_OF_UNITS ? &l->sets[s->many.params[i].months] : NULL;

        if (!set)
            continue;
        *turned = *turned || set->turned;
        if (!l->sweeps[set->sweep].on)
            return false;
        if (set->stale || !set->text.n)
            write_units(set);
    }
    return true;
}
