/* SPDX-License-Identifier: MIT
 * rule/hub_regs.c -- the registers that data/hub.yaml names, and whose traffic somebody may see. */
#include "rule/hub_regs.h"

#include "base/arena.h"
#include "base/file.h"
#include "json/json.h"
#include "rule/agency.h"

enum { SOURCE_MAX_BYTES = 256 * 1024, MISTAKES = 5 };

static const struct reg *reg_of(const struct model *m, const struct json *tree, struct sv part)
{
    struct sv key = json_text(json_get(tree, part), SV("register"));

    return key.n ? model_reg(m, key) : NULL;
}

void hub_regs_load(const char *declarations, const struct model *m, struct arena *a, struct hub_regs *out)
{
    const char *path = arena_printf(a, "%s/hub.yaml", declarations).p;
    struct problems ps;
    struct json *tree;
    struct err none = { 0 };
    struct sv text;

    *out = (struct hub_regs){ 0 };
    problems_init(&ps, a, MISTAKES);
    if (!file_exists(path) || !file_read(path, SOURCE_MAX_BYTES, a, &text, &none) ||
        !yaml_parse(text, SV("hub.yaml"), a, &tree, &ps))
        return;
    *out = (struct hub_regs){ .present = true,
                              .services = reg_of(m, tree, SV("services")),
                              .consumers = reg_of(m, tree, SV("consumers")),
                              .agreements = reg_of(m, tree, SV("agreements")) };
}

bool hub_regs_has(const struct hub_regs *h, const struct reg *reg)
{
    return reg == h->services || reg == h->consumers || reg == h->agreements;
}

struct traffic_scope hub_scope(const struct region *r, const struct actor *who)
{
    const struct reg *services = r->hub.services;

    if (!who || (who->limit.on && (!services || !who_may_open(who, &services->rule))))
        return (struct traffic_scope){ 0 };
    return traffic_scope_of(who, agency_reads_all(r, who));
}
