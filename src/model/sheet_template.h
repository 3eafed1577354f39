/* SPDX-License-Identifier: MIT
 * model/sheet_template.h -- what marks a template of ours, so that the import knows it again. */
#ifndef MODEL_SHEET_TEMPLATE_H
#define MODEL_SHEET_TEMPLATE_H

#define TEMPLATE_EXAMPLE "Contoh:"      /* every cell of the example row begins with it */
#define TEMPLATE_LISTS "Daftar pilihan" /* the sheet that xlsxw_close() adds for drop-down lists */
#define TEMPLATE_HELP "Petunjuk"        /* the sheet that explains every column */

#endif
