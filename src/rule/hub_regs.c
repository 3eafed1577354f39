/* SPDX-License-Identifier: MIT
 * rule/hub_regs.c -- the registers that data/hub.yaml names, and whose traffic somebody may see. */
#include "rule/hub_regs.h"

#include "base/arena.h"
#include "base/file.h"
#include "json/json.h"
#include "rule/agency.h"

enum { SOURCE_MAX_BYTES = 256 * 1024, MISTAKES = 5 };

static const char *path_of(const struct region *r, struct arena *a)
{
    return arena_printf(a, "%s/hub.yaml", r->declarations).p;
}

bool hub_present(const struct region *r, struct arena *a)
{
    return file_exists(path_of(r, a));
}

static const struct reg *reg_of(const struct region *r, const struct json *tree, struct sv part)
{
    struct sv key = json_text(json_get(tree, part), SV("register"));

    return key.n ? model_reg(r->model, key) : NULL;
}

void hub_regs_load(const struct region *r, struct arena *a, struct hub_regs *out)
{
    struct problems ps;
    struct json *tree;
    struct err none = { 0 };
    struct sv text;

    *out = (struct hub_regs){ 0 };
    problems_init(&ps, a, MISTAKES);
    if (!hub_present(r, a) || !file_read(path_of(r, a), SOURCE_MAX_BYTES, a, &text, &none) ||
        !yaml_parse(text, SV("hub.yaml"), a, &tree, &ps))
        return;
    *out = (struct hub_regs){ .present = true,
                              .services = reg_of(r, tree, SV("services")),
                              .consumers = reg_of(r, tree, SV("consumers")),
                              .agreements = reg_of(r, tree, SV("agreements")) };
}

struct traffic_scope hub_scope(const struct region *r, const struct hub_regs *regs, const struct actor *who)
{
    if (!who || (who->limit.on && (!regs->services || !who_may_open(who, &regs->services->rule))))
        return (struct traffic_scope){ 0 };
    return traffic_scope_of(who, agency_reads_all(r, who));
}
