// SPDX-License-Identifier: MIT
// What people do: record, ask, approve, refuse, state facts, meet each other on one record, work without scripts.
import { as, check, fill, has, heading, journey, login, main, pdf, same, save, step, stranger, today } from './lib.mjs';

async function clearance() {
  await journey('a clearance up the line', async (t) => {
    const budi = await as('budi');
    let app, request;

    await t('budi records an application', async () => {
      await budi.goto('/r/aplikasi');
      await budi.getByRole('link', { name: 'Catat baru' }).click();
      await fill(budi, { nama: 'Sehat Bersama', perangkat_daerah: 'Dinas Kesehatan', jenis: 'Aplikasi Khusus', kode_sumber: 'Terbuka',
        uraian_fungsi: 'Antrean dan rujukan satu pintu' });
      await save(budi);
      same(await heading(budi), 'Sehat Bersama');
      app = new URL(budi.url()).pathname;
    });
    await t('its beginning waits for the clearance of Pasal 19 ayat (1)', async () => {
      has(await main(budi), 'Belum ada Pertimbangan pembangunan');
      has(await main(budi), 'Pasal 19 ayat (1)');
    });
    await t('he asks for it from the page of the application', async () => {
      await budi.getByRole('link', { name: 'Pertimbangan pembangunan dan pengembangan aplikasi' }).click();
      await fill(budi, { perihal: 'Pertimbangan untuk Sehat Bersama' });
      await save(budi);
      same(await heading(budi), 'Pertimbangan untuk Sehat Bersama');
      has(await main(budi), 'Sehat Bersama');
      request = new URL(budi.url()).pathname;
    });
    await t('and hands it in', async () => {
      await step(budi, request, 'ajukan');
      has(await main(budi), 'Diajukan');
    });
    await t('he cannot verify it himself', async () => {
      same(await budi.locator('a[href$="/langkah/verifikasi"]').count(), 0);
    });
    for (const [who, key, state, fields] of [
      ['wati', 'verifikasi', 'Diverifikasi', {}],
      ['anton', 'setujui', 'Dikirim', {}],
      ['sari', 'proses', 'Diproses', {}],
      ['rudi', 'telaah', 'Ditelaah', { telaah: 'Sesuai arsitektur; belum ada yang serupa.' }],
      ['dian', 'putuskan', 'Diputuskan', { hasil: 'Disetujui' }],
      ['sari', 'terbitkan', 'Berlaku', { nomor_surat: '555/12/KOMINFO', tanggal_surat: today(), berkas_surat: pdf('pertimbangan.pdf') }],
    ])
      await t(`${who} finds it under Perlu Tindakan and takes the step ${key}`, async () => {
        const page = await as(who);
        await page.goto('/tindakan');
        await page.locator('main li', { hasText: 'Pertimbangan untuk Sehat Bersama' }).getByRole('link').first().click();
        same(new URL(page.url()).pathname.replace(/\/langkah\/.*/, ''), request);
        await step(page, request, key, fields);
        has(await main(page), state);
      });
    await t('the way is open now: wati begins the work', async () => {
      const wati = await as('wati');
      await step(wati, app, 'mulai');
      has(await main(wati), 'Perencanaan');
    });
    await t('nothing waits for anybody any more', async () => {
      for (const who of ['wati', 'anton', 'sari', 'rudi', 'dian']) {
        const page = await as(who);
        await page.goto('/tindakan');
        same((await main(page)).includes('Sehat Bersama'), false);
      }
    });
  });
}

async function refusal() {
  await journey('a refused step', async (t) => {
    const wati = await as('wati'), app = '/r/aplikasi/21'; // Kader Sehat, proposed and without a clearance

    await t('the page says which provision it waits for', async () => {
      await wati.goto(app);
      same(await heading(wati), 'Kader Sehat');
      has(await main(wati), 'Belum ada Pertimbangan pembangunan');
      await wati.getByRole('link', { name: 'Pasal 19 ayat (1)' }).first().click();
      has(await main(wati), 'Pasal 19 ayat (1)');
    });
    await t('who tries all the same is told, and nothing changes', async () => {
      await wati.goto(`${app}/langkah/mulai`);
      await save(wati);
      has(await main(wati), 'Pasal 19 ayat (1)');
      await wati.goto(app);
      has(await main(wati), 'Usulan');
    });
    await t('the fact can be recorded', async () => {
      await wati.getByRole('link', { name: 'Catat keadaan' }).click();
      await fill(wati, { status: 'Operasional', berlaku_sejak: today(-3), catatan: 'Sudah dipakai kader sejak pekan lalu.' });
      await save(wati);
      has(await main(wati), 'Operasional');
    });
    await t('and stays marked with what was missing', async () => {
      await wati.goto(app);
      has((await main(wati)).toLowerCase(), 'pertimbangan pembangunan');
      has(await main(wati), 'Pasal 19 ayat (1)');
    });
    await t('the provision names it', async () => {
      await wati.goto('/pemenuhan/pasal/19/ayat/1');
      has(await main(wati), 'Kader Sehat');
    });
  });
}

async function pasal() {
  await journey('the Pasal turns', async (t) => {
    const hasan = await as('hasan');
    let audit;

    await t('Pasal 46 ayat (1) is late', async () => {
      await hasan.goto('/pemenuhan/pasal/46/ayat/1');
      has(await heading(hasan), 'Pasal 46 ayat (1)');
      has(await main(hasan), 'Lewat tenggat');
    });
    await t('the Inspektorat records an audit', async () => {
      await hasan.goto('/r/audit/baru');
      await fill(hasan, { judul: 'Audit infrastruktur SPBE', jenis: 'Infrastruktur SPBE', tahun: today().slice(0, 4) });
      await save(hasan);
      same(await heading(hasan), 'Audit infrastruktur SPBE');
      audit = new URL(hasan.url()).pathname;
    });
    await t('begins it', async () => {
      await step(hasan, audit, 'mulai', { tanggal_mulai: today(-20), auditor: 'Lembaga audit TIK' });
      has(await main(hasan), 'Berlangsung');
    });
    await t('cannot end it without its report', async () => {
      await hasan.goto(`${audit}/langkah/selesai`);
      await fill(hasan, { tanggal_selesai: today(-1) });
      await save(hasan);
      has(await main(hasan), 'Laporan');
      same(new URL(hasan.url()).pathname.startsWith(audit), true);
    });
    await t('what was typed is still there', async () => {
      same(await hasan.locator('[name=tanggal_selesai]').inputValue(), today(-1));
    });
    await t('ends it with report and auditor', async () => {
      await step(hasan, audit, 'selesai', { tanggal_selesai: today(-1), auditor: 'Lembaga audit TIK', laporan: pdf('laporan.pdf'),
        kesimpulan: 'Memadai' });
      has(await main(hasan), 'Selesai');
    });
    await t('the page of the Pasal says Terpenuhi, and why', async () => {
      await hasan.goto('/pemenuhan/pasal/46/ayat/1');
      const said = await main(hasan);
      has(said, 'Terpenuhi');
      same(/Status\s+Lewat tenggat/.test(said), false);
      has(said, 'Audit infrastruktur SPBE');
    });
  });
}

async function two_regulations() {
  await journey('two regulations side by side', async (t) => {
    const dian = await as('dian');

    await t('the other one is chosen from the page of the regulation', async () => {
      await dian.goto('/pemenuhan');
      await dian.locator('.kepala-aksi summary', { hasText: 'Peraturan' }).click();
      await dian.getByRole('link', { name: 'Bandingkan' }).click();
      await dian.getByRole('link', { name: /Kota Bogor/ }).click();
      same(await heading(dian), 'Kabupaten Banjar dan Kota Bogor');
      has(await main(dian), 'Tema demi tema');
    });
    await t('a theme shows what differs', async () => {
      await dian.getByRole('link', { name: 'Audit TIK', exact: true }).click();
      same(await dian.locator('table.banding').count(), 1);
      const row = dian.locator('table.banding tbody tr', { hasText: 'Dikoordinasikan oleh' });
      has(await row.innerText(), 'PD pengawasan');
      has(await row.innerText(), 'Dinas');
      same((await main(dian)).includes('Pokok yang diperiksa'), false); // both say the same
    });
    await t('and, when asked, what is the same', async () => {
      await dian.getByLabel('Tampilkan').selectOption({ label: 'Semua yang diatur' });
      await dian.locator('main').getByRole('button', { name: 'Bandingkan' }).click();
      has(await main(dian), 'Pokok yang diperiksa');
      same(await dian.locator('select[name=tema]').inputValue(), 'audit');
    });
    await t('a provision of our own is a link, one of theirs is not', async () => {
      const row = dian.locator('table.banding tbody tr', { hasText: 'Dikoordinasikan oleh' });
      same(await row.locator('td').nth(1).locator('a').count(), 0);
      await row.locator('td').nth(0).locator('a').first().click();
      same(await heading(dian), 'Pasal 45 ayat (5)');
    });
    await t('what would have to change is listed', async () => {
      await dian.goto('/pemenuhan/banding?dengan=bogor-24-2021');
      await dian.getByRole('link', { name: 'Yang harus diubah' }).click();
      same(await heading(dian), 'Yang harus diubah bila Kabupaten Banjar mengikuti Kota Bogor');
      has(await dian.locator('#ubah-gerbang').innerText(), 'Rekomendasi rencana anggaran SPBE');
      has(await dian.locator('#ubah-tahap').innerText(), 'Pembuatan kode program (hilang)');
      has(await dian.locator('#ubah-baru').innerText(), 'Pencadangan data');
    });
    await t('a regulation that does not exist is said not to', async () => {
      const answer = await dian.goto('/pemenuhan/banding?dengan=tidak-ada');
      same(answer.status(), 404);
      has(await main(dian), 'tidak ada');
    });
    await t('programs get the same', async () => {
      const answer = await dian.request.get('/pemenuhan/banding.json?dengan=sumenep-39-2023&tema=audit');
      same((await answer.json()).tema[0].kunci, 'audit');
    });
  });
}

async function conflict() {
  await journey('two people on one record', async (t) => {
    const budi = await as('budi'), wati = await as('wati'), record = '/r/aplikasi/2'; // e-Rujukan

    await t('both open it', async () => {
      await budi.goto(`${record}/ubah`);
      await wati.goto(`${record}/ubah`);
    });
    await t('wati saves first', async () => {
      await fill(wati, { uraian_fungsi: 'Rujukan menurut wati', luaran: 'Surat rujukan' });
      await save(wati);
      has(await main(wati), 'Rujukan menurut wati');
    });
    await t('budi is shown both versions', async () => {
      await fill(budi, { uraian_fungsi: 'Rujukan menurut budi', pemasok_data: 'Puskesmas' });
      await save(budi);
      const said = await main(budi);
      has(said, 'Wati Lestari');
      has(said, 'Rujukan menurut wati');
      has(said, 'Rujukan menurut budi');
    });
    await t('and what he typed elsewhere is still there', async () => {
      same(await budi.locator('[name=pemasok_data]').inputValue(), 'Puskesmas');
    });
    await t('he keeps his words, hers stay where he touched nothing', async () => {
      await budi.locator('[name="_pilih.uraian_fungsi"][value=milik_saya]').check();
      await save(budi);
      const said = await main(budi);
      has(said, 'Rujukan menurut budi');
      has(said, 'Puskesmas');
      has(said, 'Surat rujukan');
    });
    await t('her version is in the history', async () => {
      await budi.goto(record);
      has(await budi.locator('main').textContent(), 'Rujukan menurut wati');
    });
  });
}

const sheet = ['DAFTAR APLIKASI DINAS KESEHATAN;;;;', ';;;;', 'No;Nama Aplikasi;OPD;Jenis Aplikasi;Tahun Pembuatan',
  '1;Gizi Balita;Dinas Kesehatan;Khusus;2024', '2;Imunisasi Daring;Dinas Kesehatan;khusus;2023',
  '3;;Dinas Kesehatan;Khusus;2022', '4;Salah Tahun;Dinas Kesehatan;Khusus;dua ribu', ''].join('\n');

async function imports() {
  await journey('a spreadsheet as an office keeps it', async (t) => {
    const budi = await as('budi');
    const upload = async (name, text) => {
      await budi.goto('/r/aplikasi/impor');
      await budi.locator('[name=berkas]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
      await save(budi);
    };

    await t('is looked over before anything is written', async () => {
      await upload('aplikasi dinkes.csv', sheet);
      has(await main(budi), '2 akan ditambah');
      has(await main(budi), '2 ditolak');
    });
    await t('its mistakes are named by cell, with the reason', async () => {
      const said = await main(budi);
      has(said, 'E7');
      has(said, 'dua ribu');
      has(said, 'belum diisi');
    });
    await t('nothing is written yet', async () => {
      const look = budi.url();
      await budi.goto('/r/aplikasi?cari=gizi+balita');
      same((await main(budi)).includes('APL-') && (await main(budi)).includes('Gizi Balita'), false);
      await budi.goto(look);
    });
    await t('the rejected rows can be taken home', async () => {
      const [file] = await Promise.all([budi.waitForEvent('download'), budi.getByRole('link', { name: /ditolak/ }).first().click()]);
      has(file.suggestedFilename(), '.xlsx');
    });
    await t('the good rows are written', async () => {
      await save(budi, /Catat 2 baris/);
      await budi.goto('/r/aplikasi?cari=gizi+balita');
      has(await main(budi), 'Gizi Balita');
    });
    await t('the same file again doubles nothing', async () => {
      await upload('aplikasi dinkes.csv', sheet);
      has(await main(budi), '0 akan ditambah');
      await save(budi, /^Batal/);
    });
    await t('a file that is no table is refused in words', async () => {
      await upload('bukan tabel.csv', '%PDF-1.4 bukan tabel');
      same(/akan ditambah/.test(await main(budi)), false);
    });
  });
}

async function without_scripts() {
  await journey('without JavaScript', async (t) => {
    const page = await stranger({ javaScriptEnabled: false });

    await t('one logs in', async () => {
      await login(page, 'joko');
      same(new URL(page.url()).pathname, '/');
    });
    await t('sees and filters a list', async () => {
      await page.goto('/r/aplikasi?f.jenis=umum');
      has(await main(page), 'Data Pokok Sekolah');
    });
    await t('is told what is missing beside the field', async () => {
      await page.goto('/r/aplikasi/baru');
      await page.locator('[name=uraian_fungsi]').fill('Tanpa nama');
      await page.locator('main form[method=post] button[type=submit]').last().click();
      has(await main(page), 'Nama aplikasi');
      same(await page.locator('[name=uraian_fungsi]').inputValue(), 'Tanpa nama');
    });
    await t('and saves', async () => {
      await page.locator('[name=nama]').fill('Rapor Daring');
      await page.locator('[name=perangkat_daerah]').selectOption({ label: 'Dinas Pendidikan' });
      await page.locator('[name=jenis]').selectOption({ label: 'Aplikasi Khusus' });
      await page.locator('main form[method=post] button[type=submit]').last().click();
      same(await heading(page), 'Rapor Daring');
    });
    await t('takes a step', async () => {
      await page.locator('a[href$="/langkah/batalkan"]').click();
      await page.locator('[name=keterangan]').fill('Sudah ada yang serupa');
      await page.locator('main form[method=post] button[type=submit]').last().click();
      has(await main(page), 'Dihentikan');
    });
    await t('logs out', async () => {
      await page.locator('details.akun summary').click();
      await page.getByRole('button', { name: 'Keluar' }).click();
      await page.goto('/r/aplikasi');
      same(new URL(page.url()).pathname, '/masuk');
    });
    await page.context().close();
  });
}

async function doors() {
  const page = await stranger();

  await check('a wrong password is refused, and the name stays', async () => {
    await page.goto('/masuk');
    await page.getByLabel('Nama pengguna').fill('budi');
    await page.getByLabel('Kata sandi').fill('salah-sekali-1');
    await page.getByRole('button', { name: 'Masuk' }).click();
    await page.locator('#galat, [role=alert]').first().waitFor();
    same(await page.getByLabel('Nama pengguna').inputValue(), 'budi');
    same(await page.getByLabel('Kata sandi').inputValue(), '');
  });
  await check('who came for a page gets it after the login', async () => {
    await page.goto('/r/aplikasi/3');
    await page.getByLabel('Nama pengguna').fill('budi');
    await page.getByLabel('Kata sandi').fill('latihan-2026');
    await page.getByRole('button', { name: 'Masuk' }).click();
    await page.waitForURL('**/r/aplikasi/3');
  });
  await check('the auditor reads and is offered nothing to change', async () => {
    const tamu = await as('tamu');
    await tamu.goto('/r/aplikasi/3');
    same(await tamu.getByRole('link', { name: 'Ubah', exact: true }).count(), 0);
    await tamu.goto('/r/aplikasi/baru');
    same(await tamu.locator('[name=nama]').count(), 0);
  });
  await page.context().close();
}

export async function work() {
  await doors();
  await clearance();
  await refusal();
  await pasal();
  await two_regulations();
  await conflict();
  await imports();
  await without_scripts();
}
