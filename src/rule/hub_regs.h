/* SPDX-License-Identifier: MIT
 * rule/hub_regs.h -- which registers hold the hub's services, consumers and agreements (data/hub.yaml), and whose traffic somebody
 * may see: everything for who reads the reports of all agencies, else what his own agencies provide or consume. A Surat
 * Tugas that names registers opens traffic only when it names that of the services. Default deny. */
#ifndef RULE_HUB_REGS_H
#define RULE_HUB_REGS_H

#include "model/traffic.h"
#include "rule/region.h"

struct hub_regs {
    bool present;                                        /* the declarations know a hub */
    const struct reg *services, *consumers, *agreements; /* NULL: not said */
};

/* What is wrong in the file is told by app/hub_source.h; here it only is not there. */
void hub_regs_load(const struct region *r, struct arena *a, struct hub_regs *out);
bool hub_present(const struct region *r, struct arena *a);
struct traffic_scope hub_scope(const struct region *r, const struct hub_regs *regs, const struct actor *who);

#endif
