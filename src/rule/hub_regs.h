/* SPDX-License-Identifier: MIT
 * rule/hub_regs.h -- which registers hold the hub's services, consumers and agreements (data/hub.yaml), and whose traffic somebody
 * may see: what his own agencies provide or consume; everything for who reads the reports of all agencies, but for services
 * whose rows are classified so that he may not see them. A Surat Tugas that names registers opens traffic only when it
 * names that of the services. Which services are offered to others says the file too. Default deny. */
#ifndef RULE_HUB_REGS_H
#define RULE_HUB_REGS_H

#include "model/reg.h"
#include "model/traffic.h"

struct region;

struct hub_regs {
    bool present;                                        /* the declarations know a hub */
    const struct reg *services, *consumers, *agreements; /* NULL: not said */
    const struct field *code;                            /* of the services: by which receipts name them */
    const bool *offered; /* by index of the services' states: shown to everybody who may see the row */
};

/* Once, with the declarations. What is wrong in the file is told by app/hub_source.h; here it only is not there. */
void hub_regs_load(const char *declarations, const struct model *m, struct arena *a, struct hub_regs *out);
bool hub_regs_has(const struct hub_regs *h, const struct reg *reg); /* one of the three */
/* Is a service in this state offered to agencies that are not its own? Where the file says nothing, none is. */
bool hub_offered(const struct hub_regs *h, struct sv status);
/* Takes a read lease of its own and gives it back. *out lives in the arena. */
bool hub_scope(const struct region *r, const struct actor *who, struct arena *a, struct traffic_scope *out,
               struct err *e);

#endif
