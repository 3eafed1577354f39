/* SPDX-License-Identifier: MIT
 * policy/quota.c -- windows of the calendar and counters of one word each. */
#include "policy/quota.h"

#include "base/date.h"

static uint64_t word(uint32_t window, uint32_t used)
{
    return (uint64_t) window << 32 | used;
}

/* Years begin with 1: window 0 is "never used". */
static uint32_t month_of(struct date d)
{
    return (uint32_t) (d.y * 12 + d.m);
}

struct quota_windows quota_windows(int64_t now, uint64_t steady_s, int32_t zone_min)
{
    struct date today = date_of_time(now, zone_min);
    struct date month = { today.m == 12 ? today.y + 1 : today.y, today.m == 12 ? 1 : today.m + 1, 1 };
    struct date year = { today.y + 1, 1, 1 };
    int64_t midnight = time_of_date(today, zone_min) + 86400;

    return (struct quota_windows){
        .id = { [POLICY_SECOND] = (uint32_t) (steady_s + 1),
                [POLICY_DAY] = (uint32_t) date_serial(today) + 1,
                [POLICY_MONTH] = month_of(today),
                [POLICY_YEAR] = (uint32_t) today.y },
        .ends_in_s = { [POLICY_SECOND] = 1,
                       [POLICY_DAY] = (uint32_t) (midnight - now),
                       [POLICY_MONTH] = (uint32_t) (time_of_date(month, zone_min) - now),
                       [POLICY_YEAR] = (uint32_t) (time_of_date(year, zone_min) - now) },
        .day = date_serial(today),
    };
}

struct quota_cell *quota_find(const struct quota_table *t, int64_t agreement)
{
    uint64_t h = (uint64_t) agreement * 0x9e3779b97f4a7c15u;
    uint32_t mask = t->cells - 1, at = (uint32_t) (h >> 32) & mask;

    for (uint32_t i = 0; i < t->cells; i++, at = (at + 1) & mask) {
        struct quota_cell *c = &t->cell[at];
        int64_t has = atomic_load_explicit(&c->agreement, memory_order_acquire);
        if (has == 0 && atomic_compare_exchange_strong(&c->agreement, &has, agreement))
            return c;
        if (has == agreement) /* also when another process took it for the same agreement just now */
            return c;
    }
    return NULL;
}

/* One more in this window; false when it is full. *took is the window that was charged. */
static bool take_one(_Atomic uint64_t *used, uint32_t limit, uint32_t window, uint32_t *took)
{
    uint64_t old = atomic_load(used), next;

    do {
        uint32_t at = (uint32_t) (old >> 32), n = (uint32_t) old;
        if (at < window) {
            at = window;
            n = 0;
        }
        if ((limit && n >= limit) || n == UINT32_MAX)
            return false;
        *took = at;
        next = word(at, n + 1);
    } while (!atomic_compare_exchange_weak(used, &old, next));
    return true;
}

static void give_back(_Atomic uint64_t *used, uint32_t took)
{
    uint64_t old = atomic_load(used);

    while (old >> 32 == took && (uint32_t) old > 0 && !atomic_compare_exchange_weak(used, &old, old - 1)) {
    }
}

int quota_take(struct quota_cell *c, const uint32_t limit[POLICY_QUOTAS], const struct quota_windows *w)
{
    uint32_t took[POLICY_QUOTAS];

    /* The second first: it is the one most often full, and nothing has to be taken back then. */
    for (int i = 0; i < POLICY_QUOTAS; i++) {
        if (take_one(&c->used[i], limit[i], w->id[i], &took[i]))
            continue;
        for (int k = i - 1; k >= 0; k--)
            give_back(&c->used[k], took[k]);
        return i;
    }
    return POLICY_QUOTAS;
}

static void add(_Atomic uint64_t *used, uint32_t window, uint64_t n)
{
    uint64_t old = atomic_load(used), sum;
    uint32_t has;

    do {
        has = old >> 32 == window ? (uint32_t) old : 0;
        sum = n > UINT32_MAX - has ? UINT32_MAX : has + n;
    } while (!atomic_compare_exchange_weak(used, &old, word(window, (uint32_t) sum)));
}

void quota_restore(struct quota_cell *c, int32_t day, uint64_t used, const struct quota_windows *now)
{
    struct date d = date_of_serial(day);

    if (day == now->day)
        add(&c->used[POLICY_DAY], now->id[POLICY_DAY], used);
    if (month_of(d) == now->id[POLICY_MONTH])
        add(&c->used[POLICY_MONTH], now->id[POLICY_MONTH], used);
    if ((uint32_t) d.y == now->id[POLICY_YEAR])
        add(&c->used[POLICY_YEAR], now->id[POLICY_YEAR], used);
}

uint32_t quota_used(const struct quota_cell *c, int window, const struct quota_windows *w)
{
    uint64_t has = atomic_load(&c->used[window]);

    return has >> 32 >= w->id[window] ? (uint32_t) has : 0;
}
