// SPDX-License-Identifier: MIT
// Meetings and evidence: invitation, attendance of everybody on one page, minutes that count for all who came, decisions that become
// tasks; a document asked of many agencies at once, handed in, returned, copied from last year, accepted.
import { as, check, fill, has, heading, journey, login, main, pdf, picture, same, save, step, stranger, today } from './lib.mjs';
import { too_wide, violations } from './access.mjs';

const at = (page) => new URL(page.url()).pathname;

async function visit(page, path, name) {
  for (const [size, width, height] of [['lebar', 1366, 900], ['sempit', 390, 844]]) {
    await page.setViewportSize({ width, height });
    await page.goto(path);
    await picture(page, `${name}-${size}`);
    same((await violations(page)).join('\n'), '');
    same(await too_wide(page), '');
  }
  await page.setViewportSize({ width: 1366, height: 900 });
}

async function choose_row(page, agency, value) {
  await page.getByRole('radiogroup', { name: `Kehadiran: ${agency}` }).getByRole('radio', { name: value, exact: true }).check();
}

// One more of a list with search.
async function add(page, field, label) {
  await fill(page, { [field]: label });
  await page.locator('h1').click(); // the list closes
}

async function meetings() {
  let meeting, decision;

  await journey('a meeting', async (t) => {
    const sari = await as('sari'), rudi = await as('rudi'), budi = await as('budi');
    let before;

    await t('nobody has coordinated about this yet', async () => {
      await sari.goto('/pemenuhan/pasal/42/ayat/4');
      before = await main(sari);
      has(before, 'Belum terpenuhi');
    });
    await t('sari records it, with whom it is for', async () => {
      await sari.goto('/r/rapat/baru');
      await fill(sari, { judul: 'Rapat manajemen pengetahuan', tanggal: today(), pukul: '09.00', perangkat_daerah: 'Dinas Komunikasi',
        hal: 'pengetahuan', acara: 'Pengumpulan pengetahuan.' });
      for (const pd of ['Dinas Kesehatan', 'Dinas Pendidikan', 'Bagian Organisasi']) await add(sari, 'diundang', pd);
      await sari.locator('[name=hal][value=pengetahuan]').check();
      await save(sari, 'Simpan');
      same(await heading(sari), 'Rapat manajemen pengetahuan');
      meeting = at(sari);
    });
    await t('the letter of invitation is offered, and names who is invited', async () => {
      await sari.getByRole('link', { name: 'Undangan rapat' }).click();
      has(await main(sari), 'Undangan');
    });
    await t('she records the signed invitation', async () => {
      await step(sari, meeting, 'undang', { nomor_undangan: '005/1/KOMINFO', tanggal_undangan: today(), berkas_undangan: pdf('undangan.pdf') });
      has(await main(sari), 'Diundang');
    });
    await t('it cannot have been held while nobody came', async () => {
      await sari.goto(meeting);
      same(await sari.locator('form[action$="/langkah/laksanakan"]').count(), 0);
      has(await main(sari), 'Belum ada Daftar hadir yang memenuhi');
    });
    await t('attendance: those invited, on one page', async () => {
      await sari.goto(meeting);
      await sari.getByRole('link', { name: 'Isi lembar' }).click();
      same(await sari.locator('tbody tr').count(), 3);
      await choose_row(sari, 'Dinas Kesehatan', 'Hadir');
      await sari.getByLabel('Nama yang hadir: Dinas Kesehatan').fill('Anton Wijaya');
      await choose_row(sari, 'Bagian Organisasi', 'Diwakili');
    });
    await t('a name without a choice is not lost in silence', async () => {
      await sari.getByLabel('Nama yang hadir: Dinas Pendidikan').fill('Joko');
      await save(sari, 'Simpan kehadiran');
      has(await main(sari), 'Kehadiran belum dipilih');
      same(await sari.getByLabel('Nama yang hadir: Dinas Kesehatan').inputValue(), 'Anton Wijaya');
    });
    await t('the rest are taken together', async () => {
      await sari.getByLabel('Nama yang hadir: Dinas Pendidikan').fill('');
      await sari.getByLabel('Yang masih kosong').selectOption({ label: 'dicatat: Tidak hadir' });
      await save(sari, 'Simpan kehadiran');
      has(await main(sari), '2 dari 3 hadir');
      has(await main(sari), 'Tidak hadir: 1');
    });
    await t('a row is changed, another one is not touched', async () => {
      await sari.goto(`${meeting}/lembar/kehadiran`);
      await choose_row(sari, 'Dinas Pendidikan', 'Diwakili');
      await save(sari, 'Simpan kehadiran');
      has(await main(sari), '1 baris disimpan');
      has(await main(sari), '3 dari 3 hadir');
    });
    await t('it was held; a decision is recorded from its page and leads back', async () => {
      await step(sari, meeting, 'laksanakan');
      await sari.getByRole('link', { name: 'Catat baru' }).click();
      await fill(sari, { isi: 'Menyerahkan tiga artikel pengetahuan', perangkat_daerah: 'Dinas Kesehatan', penanggung_jawab: 'Budi Santoso', batas_waktu: today(9) });
      await save(sari, 'Simpan');
      same(at(sari), meeting);
      has(await main(sari), 'Menyerahkan tiga artikel pengetahuan');
      decision = await sari.getByRole('link', { name: 'Menyerahkan tiga artikel pengetahuan' }).getAttribute('href');
    });
    await t('whoever recorded it does not sign its minutes', async () => {
      await sari.goto(meeting);
      same(await sari.locator('a[href$="/langkah/sahkan"]').count(), 0);
    });
    await t('minutes need a conclusion', async () => {
      await rudi.goto(meeting);
      same(await rudi.locator('a[href$="/langkah/sahkan"]').count(), 0);
      has(await main(rudi), 'Belum diisi: Notula bertanda tangan, kesimpulan');
    });
    await t('then they are signed', async () => {
      await sari.goto(`${meeting}/ubah`);
      await fill(sari, { kesimpulan: 'Tiap Perangkat Daerah menyerahkan tiga artikel.' });
      await save(sari, 'Simpan');
      await step(rudi, meeting, 'sahkan', { berkas_notula: pdf('notula.pdf'), tanggal_notula: today() });
      has(await main(rudi), 'Notula disahkan');
    });
    await t('who came stands still now', async () => {
      await sari.goto(`${meeting}/lembar/kehadiran`);
      has(await main(sari), 'tidak dapat diisi sekarang');
      await sari.goto(meeting);
      await sari.locator('table a', { hasText: 'Dinas Kesehatan' }).first().click();
      await sari.getByRole('link', { name: 'Ubah', exact: true }).click();
      await fill(sari, { kehadiran: 'Tidak hadir' });
      await save(sari, 'Simpan');
      has(await main(sari), 'mengikuti Rapat yang berkeadaan');
    });
    await t('one meeting met the provision for both agencies', async () => {
      await sari.goto('/pemenuhan/pasal/42/ayat/4');
      has(await main(sari), 'Terpenuhi sebagian');
      has(await main(sari), '3 dari'); // the two, and the agency whose unit was coordinated with
    });
    await t('the decision waits for budi on its own day', async () => {
      await budi.goto('/tindakan');
      has(await main(budi), 'Menyerahkan tiga artikel pengetahuan');
      has(await main(budi), '9 hari lagi');
    });
    await t('it cannot be reported without evidence', async () => {
      await step(budi, decision, 'laporkan', { tindak_lanjut: 'Sudah diserahkan.' });
      has(await main(budi), 'Bukti pelaksanaan');
    });
    await t('he reports it, sari closes it', async () => {
      await step(budi, decision, 'laporkan', { tindak_lanjut: 'Sudah diserahkan.', tanggal_tindak_lanjut: today(), berkas: pdf('artikel.pdf') });
      has(await main(budi), 'Dilaporkan');
      await step(sari, decision, 'terima', {});
      has(await main(sari), 'Selesai');
    });
  });
}

async function evidence() {
  let asked, request;

  await journey('evidence asked for', async (t) => {
    const sari = await as('sari'), rudi = await as('rudi'), budi = await as('budi'), wati = await as('wati');

    await t('sari says what, why, by when and for what', async () => {
      await sari.goto('/r/pengumpulan_bukti/baru');
      await fill(sari, { judul: 'Laporan keamanan tahunan', alasan: 'Untuk penilaian mandiri.', batas_waktu: today(7), maks_umur: '12',
        ketentuan: 'Pasal 35 ayat (2)', indikator: 'Penerapan Manajemen Keamanan Informasi' });
      await save(sari, 'Simpan');
      same(await heading(sari), 'Laporan keamanan tahunan');
      asked = at(sari);
    });
    await t('all agencies of a kind are ticked at once', async () => {
      await sari.getByRole('link', { name: /Tambah/ }).click();
      await sari.getByRole('link', { name: 'Tandai Kecamatan' }).click();
      same(await sari.locator('[name=_r]:checked').count(), 5);
      await sari.getByLabel('Dinas Kesehatan').check();
    });
    await t('looked over first: nothing is stored', async () => {
      await save(sari, 'Periksa dahulu');
      has(await main(sari), '6 Permintaan bukti akan dibuat. Belum ada yang tersimpan.');
      await picture(sari, 'permintaan-periksa');
      await budi.goto('/tindakan');
      same((await main(budi)).includes('Laporan keamanan tahunan'), false);
    });
    await t('then sent to all six', async () => {
      await save(sari, 'Kirim permintaan (6)');
      has(await main(sari), '0 dari 6 diterima');
      await sari.goto(`${asked}/lembar/permintaan?_jenis=*`);
      same(await sari.getByLabel('Dinas Kesehatan').count(), 0);
    });
    await t('budi finds it under Perlu Tindakan, and in the calendar', async () => {
      await budi.goto('/tindakan');
      await budi.locator('main li', { hasText: 'Laporan keamanan tahunan' }).getByRole('link').first().click();
      same(await heading(budi), 'Laporan keamanan tahunan');
      request = at(budi);
      await budi.goto('/kalender');
      has(await main(budi), 'Laporan keamanan tahunan');
    });
    await t('what was recorded for the same indicator suggests itself, with its age', async () => {
      await budi.goto(`${request}/langkah/serahkan`);
      has(await main(budi), 'Berita acara uji pemulihan cadangan');
      has(await main(budi), 'melewati batas 12 bulan');
    });
    await t('he hands in what is there', async () => {
      await budi.getByLabel(/Berita acara uji pemulihan cadangan/).check();
      await save(budi, 'Serahkan bukti');
      has(await main(budi), 'Menunggu pemeriksaan');
      same(await budi.locator('a[href$="/langkah/terima"]').count(), 0);
    });
    await t('it is not returned without a reason', async () => {
      await step(rudi, request, 'kembalikan', {});
      has(await main(rudi), 'Alasan pengembalian: belum diisi');
      await step(rudi, request, 'kembalikan', { alasan_pengembalian: 'Yang diminta laporannya.' });
      has(await main(rudi), 'Dikembalikan');
    });
    await t('last year\'s is copied as a start, with how old it is', async () => {
      await budi.goto(`${request}/langkah/serahkan`);
      await budi.getByRole('link', { name: 'Salin sebagai awal' }).click();
      has(await main(budi), 'Disalin dari Laporan penerapan keamanan informasi');
      has(await main(budi), 'tertanggal');
      same(await budi.locator('[name=judul]').inputValue(), 'Laporan penerapan keamanan informasi');
      same(await budi.locator('[name=tanggal]').inputValue(), '');
      same(await budi.locator('[name=nomor_dokumen]').inputValue(), '');
      await picture(budi, 'bukti-salin');
      await fill(budi, { judul: 'Laporan keamanan tahun ini', tanggal: today(-2), berkas: pdf('laporan.pdf') });
      await save(budi, 'Simpan');
    });
    await t('it comes back to the request, ticked', async () => {
      same(at(budi), `${request}/langkah/serahkan`);
      same(await budi.getByLabel(/Laporan keamanan tahun ini/).isChecked(), true);
      await budi.getByLabel(/Berita acara uji pemulihan cadangan/).uncheck();
      await save(budi, 'Serahkan bukti');
      has(await main(budi), 'Menunggu pemeriksaan');
    });
    await t('it is not accepted before a second person looked at it', async () => {
      await rudi.goto(request);
      same(await rudi.locator('a[href$="/langkah/terima"]').count(), 0);
      has(await main(rudi), 'Bukti yang dinyatakan benar');
    });
    await t('wati does, and then it is accepted', async () => {
      await wati.goto(request);
      await wati.getByRole('link', { name: 'Laporan keamanan tahun ini' }).first().click();
      await step(wati, at(wati), 'verifikasi', { tanggal_pemeriksaan: today() });
      await step(rudi, request, 'terima', { penilaian: 'Sesuai.' });
      has(await main(rudi), 'Diterima');
    });
    await t('the asker sees who has and who has not', async () => {
      await sari.goto(asked);
      has(await main(sari), '1 dari 6 diterima');
      has(await main(sari), 'Belum diserahkan: 5');
      has(await main(sari), 'berumur kurang dari sebulan');
    });
  });
}

async function plainly() {
  const page = await stranger({ javaScriptEnabled: false });

  await login(page, 'sari');
  await check('without JavaScript: attendance is filled in', async () => {
    await page.goto('/r/rapat/3/lembar/kehadiran');
    await page.locator('[name="k.9.kehadiran"][value=hadir]').check({ force: true });
    await page.getByRole('button', { name: 'Simpan kehadiran' }).click();
    has(await main(page), '1 dari 1 hadir');
  });
  await check('without JavaScript: kinds are ticked by a link', async () => {
    await page.goto('/r/pengumpulan_bukti/1/lembar/permintaan');
    await page.getByRole('link', { name: 'Tandai Kecamatan' }).click();
    same(await page.locator('[name=_r]:checked').count(), 5);
  });
  await page.context().close();
}

async function everybody() {
  const sari = await as('sari'), budi = await as('budi');

  for (const [name, path, who] of [['rapat', '/r/rapat/1', sari], ['rapat-kosong', '/r/rapat/3', sari], ['kehadiran', '/r/rapat/2/lembar/kehadiran', sari],
    ['pengumpulan', '/r/pengumpulan_bukti/1', sari], ['permintaan', '/r/pengumpulan_bukti/1/lembar/permintaan', sari],
    ['serahkan', '/r/permintaan_bukti/1/langkah/serahkan', budi], ['keputusan', '/r/keputusan_rapat/1', budi],
    ['rapat-baru', '/r/rapat/baru', sari], ['pengumpulan-baru', '/r/pengumpulan_bukti/baru', sari]])
    await check(`axe and width: ${name}`, () => visit(who, path, name));
}

export async function meeting() {
  await everybody();
  await meetings();
  await evidence();
  await plainly();
}
