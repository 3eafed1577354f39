/* SPDX-License-Identifier: MIT
 * who/behalf.c -- deputies: through whose post something was allowed, and who may name one.
 *
 * What a deputy may is decided in access.c over all his posts, the lent ones among them; here it is told apart afterwards,
 * for the record: his own right goes first, so "a.n." stands only where he could not have done it as himself. */
#include "who/actor.h"

const struct deputy *who_behalf_acts(const struct actor *who, const struct sv *roles, size_t n, int64_t pd,
                                     int min_rank)
{
    if (who->system || !who->own || who_acts(who->own, roles, n, pd, min_rank))
        return NULL;
    for (size_t i = 0; i < who->n_deputies; i++)
        if (who_acts(who->deputies[i].as, roles, n, pd, min_rank))
            return &who->deputies[i];
    return NULL;
}

const struct deputy *who_behalf_create(const struct actor *who, const struct who_rule *r, int64_t pd)
{
    if (who->system || !who->own || who_may_create(who->own, r, pd))
        return NULL;
    for (size_t i = 0; i < who->n_deputies; i++)
        if (who_may_create(who->deputies[i].as, r, pd))
            return &who->deputies[i];
    return NULL;
}

static bool has_own_post(const struct actor *who)
{
    for (size_t i = 0; i < who->n_posts; i++)
        if (!who->posts[i].behalf)
            return true;
    return false;
}

bool who_may_delegate(const struct actor *who, int64_t giver)
{
    if (who->system)
        return true;
    if (!giver || !who_may_write(who))
        return false;
    return who->administrator || (giver == who->akun && has_own_post(who));
}

bool who_may_hand_over(const struct actor *who)
{
    return who->system || (who->administrator && who_may_write(who));
}

bool who_delegating(const struct actor *who, int64_t giver, struct actor *out, struct err *e)
{
    if (!who_may_delegate(who, giver)) {
        err_set(e, ERR_DENIED,
                T("Pejabat yang menjalankan tugas sementara ditunjuk oleh pemegang jabatannya sendiri."));
        return err_hint(
            e,
            T("Jabatan yang dijalankan sebagai Plh. tidak dapat dilimpahkan lagi; hubungi administrator."));
    }
    *out = *who;
    out->administrator = true;
    return true;
}
