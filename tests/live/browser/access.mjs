// SPDX-License-Identifier: MIT
// For everybody: axe-core on the main pages, wide and narrow; the keyboard; nothing wider than the screen; pictures.
import axe from 'axe-core';
import { as, check, picture, same, stranger } from './lib.mjs';

// [name, address, who (nobody: not logged in)]
const pages = [
  ['masuk', '/masuk'],
  ['beranda', '/', 'dian'],
  ['beranda-pd', '/', 'budi'],
  ['tindakan', '/tindakan', 'rudi'],
  ['kekurangan', '/kekurangan', 'budi'],
  ['daftar', '/r/aplikasi', 'budi'],
  ['daftar-saringan', '/r/aplikasi?f.jenis=khusus&urut=nama', 'budi'],
  ['formulir', '/r/aplikasi/baru', 'budi'],
  ['rekaman', '/r/aplikasi/1', 'budi'],
  ['ubah', '/r/aplikasi/1/ubah', 'budi'],
  ['langkah', '/r/aplikasi/19/langkah/batalkan', 'sari'],
  ['keadaan', '/r/aplikasi/1/keadaan', 'budi'],
  ['hapus', '/r/aplikasi/1/hapus', 'budi'],
  ['permohonan', '/r/permohonan', 'rudi'],
  ['cari', '/cari?q=kesehatan', 'budi'],
  ['pemenuhan', '/pemenuhan', 'dian'],
  ['pasal', '/pemenuhan/pasal/19/ayat/1', 'dian'],
  ['pemenuhan-daftar', '/pemenuhan/daftar', 'dian'],
  ['pemenuhan-versi', '/pemenuhan/versi', 'dian'],
  ['banding-pilih', '/pemenuhan/banding', 'dian'],
  ['banding', '/pemenuhan/banding?dengan=bogor-24-2021', 'dian'],
  ['banding-tema', '/pemenuhan/banding?dengan=bogor-24-2021&tema=aplikasi&hanya=semua', 'dian'],
  ['banding-ubah', '/pemenuhan/banding?dengan=bogor-24-2021&bagian=ubah', 'dian'],
  ['pasal-bacaan', '/pemenuhan/pasal/11/ayat/2', 'dian'],
  ['pasal-kelompok', '/pemenuhan/pasal/11', 'dian'],
  ['bacaan', '/pemenuhan/bacaan', 'dian'],
  ['rapor', '/rapor', 'dian'],
  ['rapor-satu', '/rapor/2.02', 'budi'],
  ['rapor-kosong', '/rapor/5.03', 'dian'],
  ['laporan', '/laporan', 'dian'],
  ['mutakhir', '/pemutakhiran', 'budi'],
  ['mutakhir-semua', '/pemutakhiran', 'dian'],
  ['mutakhir-saring', '/pemutakhiran?keadaan=pimpinan&daftar=aplikasi', 'dian'],
  ['mutakhir-isi', '/pemutakhiran/7', 'budi'],
  ['mutakhir-teks', '/pemutakhiran/teks', 'dian'],
  ['mutakhir-teks-kosong', '/pemutakhiran/teks?langkah=pimpinan', 'budi'],
  ['rapor-tangga', '/rapor/2.01', 'dian'],
  ['surel', '/pengaturan/surel', 'pengelola'],
  ['keutuhan', '/keutuhan', 'hasan'],
  ['bukti', '/keutuhan/bukti/aplikasi/1', 'hasan'],
  ['akun', '/akun', 'budi'],
  ['sandi', '/akun/sandi', 'budi'],
  ['persiapan', '/persiapan', 'pengelola'],
  ['naskah', '/persiapan/naskah', 'pengelola'],
  ['pengaturan', '/pengaturan', 'pengelola'],
  ['bacaan-pilih', '/pengaturan/bacaan/penyusun_proses_bisnis', 'pengelola'],
  ['akun-daftar', '/r/akun', 'pengelola'],
  ['tidak-ada', '/tidak-ada', 'budi'],
  ['impor', '/r/aplikasi/impor', 'budi'],
  ['pekerjaan', '/pekerjaan', 'budi'],
  ['surat-massal', '/r/perangkat_daerah/surat-massal', 'sari'],
];
const sizes = [['lebar', 1366, 900], ['sempit', 390, 844]];

export async function violations(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map((v) => `${v.id} (${v.impact}): ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 140)).join(' | ')}`);
}

// How far the page reaches beyond the screen, and what reaches there.
export async function too_wide(page) {
  return page.evaluate(() => {
    const wide = document.documentElement.clientWidth, out = [];
    if (document.documentElement.scrollWidth <= wide + 1) return '';
    for (const el of document.querySelectorAll('body *')) {
      const r = el.getBoundingClientRect();
      if (r.right > wide + 1 && r.width > 0) out.push(`${el.tagName.toLowerCase()}.${el.className} to ${Math.round(r.right)}`);
    }
    return out.slice(0, 5).join(', ') || 'something';
  });
}

// For everybody, on a laptop and on a phone; leaves the page wide.
export async function at_both_widths(page, name) {
  for (const [size, width, height] of sizes) {
    await page.setViewportSize({ width, height });
    same((await violations(page)).join('\n'), '');
    same(await too_wide(page), '');
    await picture(page, `${name}-${size}`);
  }
  await page.setViewportSize({ width: 1366, height: 900 });
}

async function each_page() {
  for (const [size, width, height] of sizes)
    for (const [name, path, who] of pages) {
      const page = who ? await as(who) : await stranger();
      await page.setViewportSize({ width, height });
      const answer = await page.goto(path);
      if (name === 'impor' && answer.status() === 404) continue;
      await check(`${name}, ${size}: nothing serious for axe`, async () => same((await violations(page)).join('\n'), ''));
      await check(`${name}, ${size}: nothing wider than the screen`, async () => same(await too_wide(page), ''));
      if (size === 'lebar')
        await check(`${name}: one h1, a title, the language`, async () => {
          same(await page.locator('h1').count(), 1);
          same(await page.locator('html').getAttribute('lang'), 'id');
          same((await page.title()).length > 5, true);
        });
      await picture(page, `${name}-${size}`);
      if (!who) await page.context().close();
    }
}

async function keyboard() {
  const page = await as('budi');

  await page.setViewportSize({ width: 1366, height: 900 });
  await check('the first Tab reaches the way past the menu', async () => {
    await page.goto('/r/aplikasi');
    await page.keyboard.press('Tab');
    same(await page.evaluate(() => document.activeElement.getAttribute('href')), '#isi');
    same(await page.evaluate(() => document.activeElement.getBoundingClientRect().top >= 0), true);
    await page.keyboard.press('Enter');
    same(await page.evaluate(() => document.activeElement.id), 'isi');
  });
  await check('a group of the menu opens with the keyboard', async () => {
    await page.goto('/');
    const group = await page.locator('nav details:not([open]) > summary').first().elementHandle();
    await group.focus();
    await page.keyboard.press('Enter');
    same(await group.evaluate((el) => el.parentElement.open), true);
  });
  await check('so does one\'s own menu, and Escape closes it', async () => {
    await page.locator('details.akun summary').focus();
    await page.keyboard.press('Enter');
    same(await page.locator('details.akun').evaluate((el) => el.open), true);
    await page.keyboard.press('Escape');
    same(await page.locator('details.akun').evaluate((el) => el.open), false);
  });
  await check('what has the focus is seen', async () => {
    await page.goto('/r/aplikasi');
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('Tab');
      const style = await page.evaluate(() => {
        const s = getComputedStyle(document.activeElement), box = document.activeElement.getBoundingClientRect();
        return { seen: s.outlineStyle !== 'none' && s.outlineWidth !== '0px' || s.boxShadow !== 'none', html: document.activeElement.outerHTML.slice(0, 80), top: box.top };
      });
      if (!style.seen) throw new Error(`no ring around ${style.html}`);
    }
  });
  await check('the menu of a narrow screen opens with the keyboard', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/');
    const menu = page.locator('summary, button').filter({ hasText: /menu/i }).first();
    await menu.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Perlu Tindakan' }).first().waitFor();
  });
  await page.setViewportSize({ width: 1366, height: 900 });
}

export async function access() {
  await each_page();
  await keyboard();
}
