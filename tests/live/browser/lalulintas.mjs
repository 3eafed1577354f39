// SPDX-License-Identifier: MIT
// What passes the hub as officials see it: before anything did, after calls that passed and were refused, one receipt, what an
// agency sees of it, on paper, without scripts and by keyboard.
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname } from 'node:path';
import { at_both_widths } from './access.mjs';
import { as, fill, has, heading, journey, main, same, save, skip, stranger, url } from './lib.mjs';

async function call(path, key) {
  const answer = await fetch(url + path, { headers: key ? { 'X-API-Key': key } : {} });
  await answer.text();
  return answer.status;
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// Loads the page again until it says so; false when it never does.
async function until(page, path, words) {
  for (let i = 0; i < 60; i++) {
    await page.goto(path);
    if ((await main(page)).includes(words)) return true;
    await pause(500);
  }
  return false;
}

async function before(t, rudi) {
  await t('before anything passed the page says what it is for', async () => {
    await rudi.goto('/penghubung');
    same(await heading(rudi), 'Lalu lintas penghubung');
    has(await main(rudi), 'Belum ada pertukaran pada masa ini');
    await at_both_widths(rudi, 'lalu-lintas-kosong');
    await rudi.getByRole('link', { name: 'Cari bukti pertukaran' }).click();
    has(await main(rudi), 'Belum ada bukti');
  });
}

// A provider of ours in place of the one that the demonstration names.
async function provider(t, port) {
  await t('the address of a service is named', async () => {
    const admin = await as('pengelola');
    await admin.goto('/r/layanan_penghubung?cari=kas-daerah');
    await admin.locator('main').getByRole('link', { name: 'Data kas daerah' }).first().click();
    await admin.waitForURL(/layanan_penghubung\/\d+/);
    await admin.goto(`${new URL(admin.url()).pathname}/ubah`);
    await fill(admin, { alamat_hulu: `http://127.0.0.1:${port}` });
    await save(admin, 'Simpan');
  });
  await t('and calls pass, or are refused', async () => {
    let last;
    for (let i = 0; i < 60 && last !== 200; i++) {
      last = await call('/hub/kas-daerah/kas/2026', 'latihan-kunci-perizinan');
      if (last !== 200) await pause(500);
    }
    same(last, 200);
    for (let i = 0; i < 40; i++) await call('/hub/kas-daerah/kas/2026', 'latihan-kunci-perizinan');
    for (let i = 0; i < 6; i++) same(await call('/hub/kas-daerah/kas/2026', 'latihan-kunci-simpus'), 403);
    for (let i = 0; i < 3; i++) same(await call('/hub/kas-daerah/kas/2026'), 401);
  });
}

async function after(t, rudi) {
  await t('they are seen within seconds', async () => {
    same(await until(rudi, '/penghubung', 'Pemanggil tidak terbukti'), true);
    const said = await main(rudi);
    for (const part of ['Data kas daerah', 'Sistem perizinan', 'Tidak ada kesepakatan berbagi pakai data', 'Yang dapat memperbaiki'])
      has(said, part);
    await at_both_widths(rudi, 'lalu-lintas');
  });
  await t('a service is opened from there, for a week', async () => {
    await rudi.getByRole('link', { name: 'Data kas daerah', exact: true }).first().click();
    same(await heading(rudi), 'Data kas daerah');
    await rudi.getByRole('link', { name: '7 hari' }).click();
    same(await rudi.locator('.pilih-masa [aria-current]').innerText(), '7 hari');
    has(await main(rudi), 'Per hari');
    await at_both_widths(rudi, 'lalu-lintas-layanan');
  });
  await t('its agreement shows what is used of the quota', async () => {
    await rudi.locator('a[href^="/penghubung/kesepakatan/"]').first().click();
    has(await main(rudi), 'Pemakaian kuota');
    has(await main(rudi), 'Mulai lagi dari nol');
    await at_both_widths(rudi, 'lalu-lintas-kesepakatan');
  });
  await t('its consumer shows the keys with their last use', async () => {
    await rudi.locator('main').getByRole('link', { name: 'Sistem perizinan' }).first().click();
    has(await main(rudi), 'Kunci dan pemakaian terakhirnya');
    await at_both_widths(rudi, 'lalu-lintas-konsumen');
  });
  await t('the record leads there, and there leads to the record', async () => {
    await rudi.locator('main .ciri').getByRole('link', { name: 'Sistem perizinan' }).click();
    await rudi.waitForURL(/\/r\/konsumen_layanan\/\d+/);
    await rudi.getByRole('link', { name: 'Lalu lintas, kuota, dan pemakaian kuncinya' }).click();
    await rudi.waitForURL(/\/penghubung\/konsumen\//);
    same(await heading(rudi), 'Sistem perizinan');
  });
}

async function receipts(t, rudi) {
  await t('a refusal leads to its receipts', async () => {
    same(await until(rudi, '/penghubung/bukti?hasil=identitas_tidak_terbukti', 'Semua bukti yang disimpan sudah diperiksa'), true);
    await at_both_widths(rudi, 'bukti-cari');
    same(await rudi.locator('main tbody tr').count(), 3);
  });
  await t('the form finds others, by keyboard', async () => {
    await rudi.goto('/penghubung/bukti');
    await rudi.getByLabel('Status HTTP').focus();
    await rudi.keyboard.type('403');
    await rudi.keyboard.press('Enter');
    await rudi.waitForURL(/status=403/);
    same(await rudi.locator('main tbody tr').count(), 6);
  });
  await t('one receipt says everything in words', async () => {
    await rudi.locator('main tbody a').first().click();
    same(await heading(rudi), 'Bukti satu pertukaran');
    for (const part of ['Ditolak penghubung', 'SIMPUS', 'Lembar buku besar', 'hanya diberikan kepada Perangkat Daerah konsumen dan penyedia']) has(await main(rudi), part);
    await at_both_widths(rudi, 'bukti-satu');
  });
  await t('and what is typed wrong is told with what to do', async () => {
    await rudi.goto('/penghubung/bukti?cari=xyz');
    has(await main(rudi), 'Nomor bukti tidak terbaca');
    same(await rudi.locator('#f-cari').inputValue(), 'xyz');
  });
  await t('on paper the charts stay and the buttons go', async () => {
    await rudi.goto('/penghubung');
    await rudi.emulateMedia({ media: 'print' });
    same(await rudi.locator('.pilih-masa').isVisible(), false);
    same(await rudi.locator('.grafik-kolom').isVisible(), true);
    await rudi.emulateMedia({ media: 'screen' });
  });
}

async function others(t) {
  await t('an agency sees its own and no more', async () => {
    const budi = await as('budi');
    await budi.goto('/penghubung');
    has(await main(budi), 'SIMPUS');
    same((await main(budi)).includes('Sistem perizinan'), false);
    same((await budi.goto('/penghubung/konsumen/ID/PD/2.09/perizinan')).status(), 404);
    await budi.goto('/penghubung/bukti');
    same(await budi.locator('main tbody tr').count(), 6);
  });
  await t('without scripts everything is there', async () => {
    const page = await stranger({ javaScriptEnabled: false });
    await page.context().addCookies(await (await as('rudi')).context().cookies());
    await page.goto('/penghubung?masa=bulan');
    has(await page.locator('main').innerText(), '30 hari');
    await page.getByText('Sebagai tabel').click();
    same(await page.locator('.tabel-kecil').isVisible(), true);
    await page.goto('/penghubung/bukti');
    await page.getByLabel('Hasil').selectOption('ditolak');
    await page.getByRole('button', { name: 'Cari', exact: true }).last().click();
    await page.waitForURL(/hasil=ditolak/);
    await page.context().close();
  });
}

export async function lalulintas() {
  if (!existsSync(`${dirname(process.env.PROGRAM)}/hub/ngx_http_prasasti_module.so`)) return skip('traffic of the hub', 'no module in this build');
  const server = createServer((_, answer) => answer.end('{"kas": 1}'));
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  await journey('traffic of the hub', async (t) => {
    const rudi = await as('rudi');
    await before(t, rudi);
    await provider(t, server.address().port);
    await after(t, rudi);
    await receipts(t, rudi);
    await others(t);
  });
  server.close();
}
