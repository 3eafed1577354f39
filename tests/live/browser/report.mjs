// SPDX-License-Identifier: MIT
// Reports: an agency's own, all of them, and the sheet for the head of the region, which is one A4 whatever stands on it.
import { execFileSync } from 'node:child_process';
import { as, check, has, heading, journey, main, same, today } from './lib.mjs';

const program = process.env.PROGRAM, data = process.env.DATA;

// Pages of the printed document, as the browser lays them out.
async function pages(page) {
  await page.emulateMedia({ media: 'print' });
  const file = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  await page.emulateMedia({ media: null });
  return (file.match(/\/Type\s*\/Page\b(?!s)/g) || []).length;
}

// The fullest sheet there can be: as many BAB, delays, decisions and quarters as are ever written, each with its longest words.
async function fill(page, items) {
  await page.evaluate((items) => {
    const words = 'Perangkat Daerah menyusun dan menyampaikan laporan pelaksanaan yang memuat seluruh hal \u2026';
    document.querySelector('.laporan').classList.toggle('padat', items > 3);
    const told = document.querySelector('.hal-peringatan');
    const many = (list, n, change) => {
      const first = list.firstElementChild.cloneNode(true);
      list.replaceChildren(...Array.from({ length: n }, () => { const li = first.cloneNode(true); change(li); return li; }));
    };
    many(document.querySelector('.bab'), 12, (li) => { li.querySelector('a, span').textContent = 'XIV Pembinaan, pengawasan, pemantauan, dan evaluasi'; });
    for (const list of document.querySelectorAll('.hal-laporan'))
      many(list, items, (li) => {
        for (const n of [...li.childNodes]) if (n.nodeType === 3) n.remove();
        li.querySelector('strong').after(' ' + words + ' ');
        li.querySelector('.rinci').textContent = '22 September 2024, lewat 792 hari \u00b7 Langkah: Catat Pemantauan dan evaluasi SPBE dan \u2026';
      });
    if (items <= 3) told.closest('section').remove(); // who did not answer is named in the smaller letters, when there is much
    else {
      many(told, 2, (li) => {
        for (const n of [...li.childNodes]) if (n.nodeType === 3) n.remove();
        li.querySelector('strong').textContent = 'Dinas Penanaman Modal dan \u2026';
        li.querySelector('strong').after(' Pemutakhiran Layanan publik, \u2026 ');
        li.querySelector('.rinci').textContent = 'sejak 29 September 2026, dan 12 hal lain';
      });
    }
    for (const list of document.querySelectorAll('.jajar .jajar ol'))
      many(list, 3, (li) => { li.querySelector('a').textContent = 'Dinas Penanaman Modal dan Pelayanan \u2026'; });
    const chart = document.querySelector('.grafik-batang');
    chart.setAttribute('viewBox', '0 0 640 140');
    for (const list of document.querySelectorAll('.hal-laporan')) {
      const more = document.createElement('p');
      more.className = 'nihil';
      more.textContent = 'Dan 12 lainnya, pada halaman Pemenuhan peraturan.';
      list.after(more);
    }
  }, items);
}

async function of_an_agency() {
  await journey('the report of an agency', async (t) => {
    const budi = await as('budi'), dian = await as('dian');

    await t('budi finds his own from the front page', async () => {
      await budi.goto('/');
      await budi.getByRole('link', { name: 'Rapor Perangkat Daerah Anda' }).click();
      same(await heading(budi), 'Rapor Dinas Kesehatan');
      for (const part of ['Diminta', 'Terisi', 'Mutu', 'Terlambat', 'Menunggu kami']) has(await main(budi), part);
    });
    await t('a figure leads to as many rows as it says', async () => {
      const cell = budi.locator('#terisi tr', { hasText: 'Aplikasi SPBE' }).locator('td.angka a');
      const n = (await cell.innerText()).trim();
      await cell.click();
      has(await main(budi), `${n} baris`);
    });
    await t('an empty field leads to the rows that lack it', async () => {
      await budi.goto('/rapor/2.02');
      const link = budi.locator('#mutu td a[href*=".kosong=1"]').first();
      const n = /\((\d+)\)/.exec(await link.innerText())[1];
      await link.click();
      has(await main(budi), `${n} baris`);
    });
    await t('another agency\'s is refused', async () => {
      same((await budi.goto('/rapor/2.01')).status(), 403);
      same((await budi.goto('/rapor/8')).status(), 403);
      same((await budi.goto('/laporan')).status(), 403);
      await budi.goto('/rapor');
      same(await budi.locator('tbody tr').count(), 1);
    });
    await t('dian reads all of them, in the order she asks for', async () => {
      await dian.goto('/rapor?urut=-terisi');
      same(await dian.locator('tbody tr').count() > 10, true);
      await dian.goto('/rapor?urut=terisi');
      const first = dian.locator('tbody tr').first();
      await dian.goto('/rapor?urut=-baris');
      has(await first.innerText(), 'Dinas Kesehatan');
    });
    await t('an auditor may read', async () => {
      const tamu = await as('tamu');
      same((await tamu.goto('/rapor/2.02')).status(), 200);
    });
    await t('a day on which it was not recorded says so', async () => {
      same((await dian.goto('/rapor/2.02?per=2020-01-01')).status(), 404);
      has(await main(dian), 'tidak tercatat pada hari');
    });
  });
}

async function of_the_region() {
  await journey('the report to the head of the region', async (t) => {
    const dian = await as('dian');

    await dian.setViewportSize({ width: 1366, height: 900 });
    await t('dian opens it from the front page', async () => {
      await dian.goto('/');
      await dian.getByRole('link', { name: 'Laporan kepada Bupati' }).click();
      same(await heading(dian), 'Laporan kepada Bupati');
      for (const part of ['Kemajuan menurut BAB', 'Keterlambatan terberat', 'Terbaik', 'Tertinggal', 'Sejak akhir triwulan lalu', 'Keputusan yang diminta'])
        has(await main(dian), part);
    });
    await t('printed it is exactly one A4', async () => same(await pages(dian), 1));
    await t('so it is on a past day', async () => {
      await dian.goto(`/laporan?per=${today(-40)}`);
      same(await pages(dian), 1);
    });
    for (const items of [3, 5]) // as many as stand in the larger letters, and as ever stand
      await t(`and with ${items} delays and decisions of the longest words`, async () => {
        await dian.goto('/laporan');
        await fill(dian, items);
        same(await pages(dian), 1);
      });
    await t('the command writes the same sheet as a document', async () => {
      const html = execFileSync(program, ['report', '--data', data, '--html'], { encoding: 'utf8' });
      const page = await dian.context().newPage();
      await page.setContent(html);
      same(await page.locator('h1').innerText(), 'Laporan kepada Bupati');
      same(await pages(page), 1);
      await page.close();
    });
  });
}

export async function report() {
  await of_an_agency();
  await of_the_region();
}
