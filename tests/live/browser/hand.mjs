// SPDX-License-Identifier: MIT
// Handing over: a deputy during leave, a successor, readers by Surat Tugas, first passwords as slips, a paket pemeriksaan.
import { as, fill, has, heading, journey, main, picture, same, save, stranger, today, pdf } from './lib.mjs';
import { too_wide, violations } from './access.mjs';

const sizes = [['lebar', 1366, 900], ['sempit', 390, 844]];

// One page, wide and narrow: reachable for everybody, and pictured.
async function looked_at(t, page, name) {
  for (const [size, width, height] of sizes)
    await t(`${name}, ${size}: everybody can use it`, async () => {
      await page.setViewportSize({ width, height });
      same((await violations(page)).join('\n'), '');
      const wide = await too_wide(page);
      if (wide && (wide.length || wide > 0)) throw new Error(JSON.stringify(wide));
      await picture(page, `serah-${name}-${size}`);
    });
  await page.setViewportSize({ width: 1366, height: 900 });
}

async function deputy() {
  await journey('deputy', async (t) => {
    const anton = await as('anton'), joko = await as('joko');
    await t('before, the head\'s tasks are not his', async () => {
      await joko.goto('/tindakan');
      same((await main(joko)).includes('Plh.'), false);
    });
    await t('the holder names him', async () => {
      await anton.goto('/akun/plh');
      await fill(anton, { penerima: 'Joko Prasetyo', mulai: today(), selesai: today(3), alasan: 'Cuti tahunan' });
      await save(anton, 'Tunjuk');
      has(await main(anton), 'Pelaksana harian ditunjuk');
      has(await main(anton), 'masih berlaku');
    });
    await looked_at(t, anton, 'plh');
    await t('a leave that ends before it begins is refused and keeps what was typed', async () => {
      await fill(anton, { penerima: 'Wati Lestari', mulai: today(5), selesai: today(2), alasan: 'Salah hari' });
      await save(anton, 'Tunjuk');
      has(await main(anton), 'mendahului');
      same(await anton.locator('[name=alasan]').inputValue(), 'Salah hari');
    });
    await t('the deputy is told on every page, and led to a second factor first where the rank asks for it', async () => {
      await joko.goto('/');
      has(await joko.locator('body').innerText(), 'autentikator');
    });
    await t('the holder revokes', async () => {
      await anton.goto('/akun/plh');
      anton.once('dialog', (d) => d.accept());
      await anton.getByRole('button', { name: /^Cabut/ }).first().click();
      await anton.waitForLoadState();
      has(await main(anton), 'sudah dicabut');
    });
  });
  await journey('deputy with a second factor', async (t) => {
    const anton = await as('anton'), maya = await as('maya');
    await t('the holder names her', async () => {
      await anton.goto('/akun/plh');
      await fill(anton, { penerima: 'Maya Sari', mulai: today(), selesai: today(3), alasan: 'Dinas luar' });
      await save(anton, 'Tunjuk');
    });
    await t('she sees in which capacity she is here', async () => {
      await maya.goto('/');
      has(await maya.locator('header').innerText(), 'Plh. Kepala Dinas Kesehatan, a.n. Anton Wijaya');
    });
    await looked_at(t, maya, 'sebagai-plh');
    await t('what she records for that agency says so for good', async () => {
      await maya.goto('/r/aplikasi/baru');
      await fill(maya, { nama: 'Aplikasi dari pelaksana harian', perangkat_daerah: 'Dinas Kesehatan', jenis: 'Aplikasi Khusus' });
      await save(maya);
      has(await main(maya), 'Maya Sari (Plh. Kepala Dinas Kesehatan, a.n. Anton Wijaya)');
    });
    await picture(maya, 'serah-riwayat-plh');
  });
}

async function parties(page, from, to) {
  await fill(page, { dari: from, kepada: to });
}

async function handover() {
  await journey('serah terima', async (t) => {
    const admin = await as('pengelola');
    await t('what will move is shown first', async () => {
      await admin.goto('/akun/serah-terima');
      await parties(admin, 'Joko Prasetyo', 'Maya Sari');
      await fill(admin, { hari: today(7) });
      await Promise.all([admin.waitForEvent('load'), admin.getByRole('button', { name: 'Lihat yang akan berpindah' }).click()]);
      has(await main(admin), 'Jabatan Pengelola Sistem Informasi kepada Maya Sari');
      has(await main(admin), 'berakhir sesudah');
    });
    await looked_at(t, admin, 'serah-terima');
    await t('it moves, with its papers', async () => {
      await save(admin, 'Laksanakan serah terima');
      same(await heading(admin), 'Joko Prasetyo kepada Maya Sari');
      has(await main(admin), 'Dilaksanakan');
    });
    await looked_at(t, admin, 'serah-terima-selesai');
    await t('the berita acara is a letter', async () => {
      await admin.getByRole('link', { name: 'Berita acara' }).click();
      await admin.waitForLoadState();
      has(await main(admin), 'Berita acara');
    });
    await picture(admin, 'serah-berita-acara');
    await t('and all of it comes back', async () => {
      await admin.goBack();
      admin.once('dialog', (d) => d.accept());
      await Promise.all([admin.waitForEvent('load'), admin.getByRole('button', { name: 'Kembalikan' }).click()]);
      has(await main(admin), 'Semuanya dikembalikan');
    });
    await t('one to himself is refused with the reason', async () => {
      await admin.goto('/akun/serah-terima');
      await parties(admin, 'Joko Prasetyo', 'Joko Prasetyo');
      await Promise.all([admin.waitForEvent('load'), admin.getByRole('button', { name: 'Lihat yang akan berpindah' }).click()]);
      has(await main(admin), 'orang yang sama');
    });
  });
}

async function examiner() {
  await journey('pemeriksa', async (t) => {
    const admin = await as('pengelola'), endah = await as('endah');
    await t('reads her scope and is told so', async () => {
      await endah.goto('/r/aplikasi');
      has(await endah.locator('header').innerText(), 'Surat Tugas 700/45/ITDA/2026');
      has(await main(endah), 'SIMPUS');
      same((await main(endah)).includes('Dinas Pendidikan'), false);
    });
    await looked_at(t, endah, 'pemeriksa-membaca');
    await t('finds what is outside it closed', async () => {
      same((await endah.goto('/r/risiko')).status(), 403);
      same((await endah.goto('/r/aplikasi/baru')).status(), 403);
    });
    await t('a write is refused with the reason', async () => {
      await endah.goto('/');
      const token = await endah.locator('[name=_csrf]').first().inputValue();
      const r = await endah.request.post('/pemberitahuan', { form: { _csrf: token }, headers: { Origin: new URL(endah.url()).origin } });
      same(r.status() === 403 || r.status() === 404, true);
    });
    await t('the administrator sees what was opened', async () => {
      await admin.goto('/akun/pemeriksa');
      await admin.getByRole('link', { name: 'Endah Puspita' }).click();
      await admin.waitForLoadState();
      has(await main(admin), '/r/aplikasi');
    });
    await looked_at(t, admin, 'pemeriksa-kunjungan');
    await t('an account by Surat Tugas is made with its one-time password', async () => {
      await admin.goto('/akun/pemeriksa');
      await fill(admin, { nama: 'Pemeriksa Baru', nama_pengguna: 'pemeriksa.baru', dasar_nomor: '700/99', dasar_tanggal: today(),
        berkas: pdf('surat-tugas.pdf'), mulai: today(), selesai: today(10), pd: 'Dinas Kesehatan', register: 'Aplikasi SPBE' });
      await save(admin, 'Buat akun');
      has(await main(admin), 'Akun dibuat');
    });
    await looked_at(t, admin, 'pemeriksa');
  });
  await journey('paket pemeriksaan', async (t) => {
    const endah = await as('endah');
    await t('the form', async () => { await endah.goto('/paket'); same(await heading(endah), 'Paket pemeriksaan'); });
    await looked_at(t, endah, 'paket');
    await t('is made with her rights', async () => {
      await save(endah, 'Siapkan paket');
      await endah.waitForFunction(() => document.body.innerText.includes('Paketnya siap'), null, { timeout: 60000 });
      has(await main(endah), 'Sidik jari');
    });
    await looked_at(t, endah, 'paket-siap');
  });
}

async function slips() {
  await journey('first passwords', async (t) => {
    const admin = await as('pengelola');
    await t('an account without password is listed', async () => {
      await admin.goto('/r/akun/baru');
      await fill(admin, { nama: 'Pegawai Baru', nama_pengguna: 'pegawai.baru', perangkat_daerah: 'Dinas Kesehatan' });
      await save(admin);
      await admin.goto('/akun/sandi-massal');
      has(await main(admin), 'Pegawai Baru');
    });
    let secret = '';
    await t('slips are shown once', async () => {
      await save(admin, 'Buat kata sandi');
      has(await main(admin), 'pegawai.baru');
      secret = (await admin.locator('.slip dd').last().innerText()).trim();
    });
    await looked_at(t, admin, 'slip');
    await t('the print is a sheet of slips alone', async () => {
      await admin.emulateMedia({ media: 'print' });
      same(await admin.locator('.kepala').first().isVisible(), false);
      await picture(admin, 'serah-slip-cetak');
      await admin.emulateMedia({ media: 'screen' });
    });
    await t('whoever logs in with one changes it first', async () => {
      const page = await stranger();
      await page.goto('/masuk');
      await page.getByLabel('Nama pengguna').fill('pegawai.baru');
      await page.getByLabel('Kata sandi').fill(secret);
      await page.getByRole('button', { name: 'Masuk' }).click();
      await page.waitForURL((u) => u.pathname === '/akun/sandi');
    });
  });
}

export async function hand() {
  await deputy();
  await handover();
  await examiner();
  await slips();
}
