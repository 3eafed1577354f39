// SPDX-License-Identifier: MIT
// The journeys through a real browser, on the region that browser.sh has started:  main.mjs [work] [reading] [views] [calendar] [report] [duty] [letter] [season] [offline] [meeting] [panduan] [penghubung] [lalulintas] [lists] [hand] [access]
import { access } from './access.mjs';
import { calendar } from './calendar.mjs';
import { check, close, complaints, finish, open, same } from './lib.mjs';
import { duty } from './duty.mjs';
import { hand } from './hand.mjs';
import { lalulintas } from './lalulintas.mjs';
import { letter } from './letter.mjs';
import { lists } from './lists.mjs';
import { meeting } from './meeting.mjs';
import { offline } from './offline.mjs';
import { panduan } from './panduan.mjs';
import { penghubung } from './penghubung.mjs';
import { reading } from './reading.mjs';
import { report } from './report.mjs';
import { season } from './season.mjs';
import { views } from './views.mjs';
import { work } from './work.mjs';

const parts = { work, reading, views, calendar, report, duty, letter, season, offline, meeting, panduan, penghubung, lalulintas, lists, hand, access }, wanted = process.argv.slice(2);

await open();
try {
  for (const name of wanted.length ? wanted : Object.keys(parts)) await parts[name]();
  await check('no script failed and no policy was broken on any page', async () => same([...new Set(complaints)].join('\n'), ''));
} finally {
  await close();
  finish();
}
