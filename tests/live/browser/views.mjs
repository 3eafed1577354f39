// SPDX-License-Identifier: MIT
// Finding one's way: columns chosen, a view kept and shared, several rows changed at once, a comment that names somebody, a record watched, how a provision
// went over the months; at both widths, without a fault that axe finds.
import { at_both_widths } from './access.mjs';
import { as, fill, has, journey, main, same, save } from './lib.mjs';

async function heads(page) {
  return (await page.locator('table.daftar thead th').allInnerTexts()).map((s) => s.trim()).join();
}

// A fold is opened with the keyboard alone.
async function unfold(page, words) {
  const summary = page.locator('.alat-daftar summary', { hasText: words });
  await summary.focus();
  await page.keyboard.press('Enter');
}

async function lists() {
  await journey('a list as one likes it', async (t) => {
    const budi = await as('budi'), wati = await as('wati');

    await t('columns are chosen with the keyboard, and their order', async () => {
      await budi.goto('/r/aplikasi');
      await unfold(budi, 'Kolom');
      await at_both_widths(budi, 'kolom');
      for (const key of ['jenis', 'tahun_pembuatan', 'diubah_pada']) await budi.locator(`[name=_k][value=${key}]`).uncheck().catch(() => {});
      await fill(budi, { '_u.status': '1', '_u.perangkat_daerah': '2' });
      await save(budi, 'Pakai kolom ini');
      has(await heads(budi), 'Keadaan,Perangkat Daerah');
      same((await heads(budi)).includes('Diubah'), false);
    });
    await t('others see the list as it was', async () => {
      await wati.goto('/r/aplikasi');
      has(await heads(wati), 'Diubah');
    });
    await t('the file has the columns shown', async () => {
      const href = await budi.locator('#ekspor a', { hasText: 'CSV, kolom yang tampil' }).getAttribute('href');
      const text = await (await budi.request.get(href)).text();
      has(text.split('\n')[0], 'Keadaan;Perangkat Daerah');
    });
    await t('and one press brings the usual ones back', async () => {
      await unfold(budi, 'Kolom');
      await save(budi, 'Kembali ke kolom bawaan');
      has(await heads(budi), 'Diubah');
    });
    await t('a filtered list is kept for the office, and opened with', async () => {
      await budi.goto('/r/aplikasi?f.status=operasional&urut=nama');
      await unfold(budi, 'Simpan tampilan');
      await fill(budi, { _nama: 'Yang operasional', _bawaan: '1' });
      await budi.locator('#simpan-lingkup').selectOption('kantor');
      await save(budi, 'Simpan');
      await unfold(budi, 'Atur tampilan ini');
      await at_both_widths(budi, 'tampilan');
      await budi.goto('/r/aplikasi');
      same(new URL(budi.url()).searchParams.get('f.status'), 'operasional');
      same((await budi.locator('.tampilan [aria-current]').textContent()).trim(), 'Yang operasional (kantor)');
    });
    await t('a colleague finds it, and cannot delete it', async () => {
      await wati.goto('/r/aplikasi');
      await wati.locator('.tampilan a', { hasText: 'Yang operasional' }).click();
      await wati.waitForURL('**tampilan=*');
      await unfold(wati, 'Atur tampilan ini');
      same(await wati.getByRole('button', { name: 'Hapus tampilan' }).count(), 0);
    });
    await t('deleted, it comes back with one press', async () => {
      await unfold(budi, 'Atur tampilan ini');
      await save(budi, 'Hapus tampilan');
      has(await main(budi), 'sudah dihapus');
      await save(budi, 'Batalkan penghapusan');
      has(await main(budi), 'Yang operasional');
    });
  });
}

async function together() {
  await journey('several rows at once', async (t) => {
    const budi = await as('budi');

    await t('rows are ticked, a field chosen, and looked over', async () => {
      await budi.goto('/r/aplikasi?tampilan=0&f.perangkat_daerah.terisi=1&urut=nama');
      for (const name of ['Pilih e-Rujukan', 'Pilih SIMPUS', 'Pilih SIPD']) await budi.getByLabel(name, { exact: true }).check();
      await at_both_widths(budi, 'pilih-baris');
      await save(budi, 'Ubah yang dipilih');
      await budi.locator('#bidang').selectOption('keterangan');
      await save(budi, 'Pilih bidang');
      await fill(budi, { keterangan: 'Diperiksa bersama' });
      await save(budi, 'Periksa dahulu');
      has(await main(budi), 'Anda tidak berhak mengubahnya.');
      await at_both_widths(budi, 'massal');
    });
    await t('those that can be changed are, together', async () => {
      await save(budi, 'Ubah 2 baris');
      has(await main(budi), '2 baris diubah');
      await budi.goto('/r/aplikasi?tampilan=0&f.keterangan.berisi=Diperiksa+bersama');
      same(await budi.locator('table.daftar tbody tr').count(), 2);
    });
  });
}

async function talking() {
  await journey('a word about a record', async (t) => {
    const budi = await as('budi'), dian = await as('dian');
    let record;

    await t('dian watches it', async () => {
      await budi.goto('/r/aplikasi?tampilan=0&urut=nama');
      record = await budi.locator('table.daftar td.utama a').first().getAttribute('href');
      await dian.goto(record);
      await save(dian, 'Pantau');
      same(await dian.getByRole('button', { name: 'Berhenti memantau' }).count(), 1);
    });
    await t('budi names her, and somebody who is not there', async () => {
      await budi.goto(record);
      await fill(budi, { komentar: '<i>Mohon</i> dicek @dian dan @tidakada.\nLihat https://contoh.go.id/panduan?a=1&b=2' });
      await save(budi, 'Kirim komentar');
      has(await main(budi), '<i>Mohon</i> dicek');
      has(await main(budi), 'Nama pengguna tidak dikenal: @tidakada');
      same(await budi.locator('.ucapan a').getAttribute('href'), 'https://contoh.go.id/panduan?a=1&b=2');
      await at_both_widths(budi, 'komentar');
    });
    await t('she finds it on her front page, goes there, and marks it read', async () => {
      await dian.goto('/');
      has(await main(dian), 'Budi Santoso menyebut Anda dalam komentar');
      await at_both_widths(dian, 'untuk-anda');
      await dian.goto('/pemberitahuan');
      await at_both_widths(dian, 'pemberitahuan');
      await save(dian, 'Tandai semua terbaca');
      await dian.goto('/');
      has(await main(dian), 'Tidak ada pemberitahuan baru');
    });
    await t('he takes his words back: that they were there stays', async () => {
      await budi.goto(record);
      budi.once('dialog', (d) => d.accept());
      await save(budi, 'Tarik komentar');
      has(await main(budi), 'sudah ditarik oleh penulisnya');
      same((await main(budi)).includes('Mohon dicek'), false);
    });
  });
}

async function months() {
  await journey('how it went', async (t) => {
    const dian = await as('dian');

    for (const [name, path] of [['ikhtisar', '/pemenuhan'], ['satu', '/pemenuhan/pasal/19/ayat/1']])
      await t(`twelve months are drawn, said in words and as a table: ${name}`, async () => {
        await dian.goto(path);
        same(await dian.locator('.grafik-kolom g').count(), 12);
        has(await dian.locator('.grafik-kolom > title').first().textContent(), 'dua belas bulan terakhir');
        same(await dian.locator('.tabel-kecil tbody tr').count(), 12);
        await at_both_widths(dian, `tren-${name}`);
      });
  });
}

export async function views() {
  await lists();
  await together();
  await talking();
  await months();
}
