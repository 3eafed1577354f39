// SPDX-License-Identifier: MIT
// Kalender SPBE: the month and the list, filters, late ones in words, the way to what is due; a private address for a phone:
// made, read without a login, taken back.
import { at_both_widths } from './access.mjs';
import { as, check, fill, has, heading, journey, main, picture, save, same, stranger } from './lib.mjs';

async function looking() {
  await journey('the calendar', async (t) => {
    const dian = await as('dian');

    await t('stands in the menu and shows this month', async () => {
      await dian.goto('/');
      await dian.getByRole('link', { name: 'Kalender SPBE' }).first().click();
      has(await heading(dian), 'Kalender');
      same(await dian.locator('table.kal thead th').count(), 7);
      same(await dian.locator('table.kal td[aria-current=date]').count(), 1);
    });
    await t('is for everybody, wide and narrow', async () => at_both_widths(dian, 'kalender'));
    await t('says in words what is late', async () => {
      await dian.goto('/kalender?tampilan=daftar');
      has(await main(dian), 'Terlambat 4 hari');
      await at_both_widths(dian, 'kalender-daftar');
    });
    await t('an entry leads to its record', async () => {
      await dian.goto('/kalender?tampilan=daftar&jenis=masa_berlaku');
      await dian.getByRole('link', { name: 'Masa berlaku Sertifikat TLS portal layanan berakhir' }).first().click();
      same(await heading(dian), 'Sertifikat TLS portal layanan');
    });
    await t('and to its provision', async () => {
      await dian.goto('/kalender?jenis=ketentuan');
      const late = dian.locator('main a[href^="/pemenuhan/"]').first();
      await late.click();
      has(dian.url(), '/pemenuhan/pasal/');
    });
    await t('one agency alone', async () => {
      await dian.goto('/kalender?tampilan=daftar');
      await dian.locator('[name=pd]').selectOption({ label: 'Dinas Kesehatan' }).catch(() => {});
      await dian.goto('/kalender?tampilan=daftar&pd=9&jenis=masa_berlaku');
      same((await main(dian)).includes('portal layanan'), false);
    });
    await t('the months before and after', async () => {
      await dian.goto('/kalender?bulan=2031-01');
      has(await main(dian), 'Tidak ada tenggat pada bulan ini');
      await at_both_widths(dian, 'kalender-kosong');
      await dian.getByRole('link', { name: 'Bulan berikutnya' }).click();
      has(await heading(dian), 'Februari 2031');
      await dian.getByRole('link', { name: 'Bulan ini' }).click();
      same(await dian.locator('table.kal td[aria-current=date]').count(), 1);
    });
    await t('a month that does not exist is refused with words', async () => {
      await dian.goto('/kalender?bulan=2026-13');
      has(await dian.locator('body').innerText(), '2026-13');
    });
    await t('on paper it is the table', async () => {
      await dian.goto('/kalender');
      await dian.emulateMedia({ media: 'print' });
      same(await dian.locator('table.kal').isVisible(), true);
      same(await dian.locator('form.saring').isVisible(), false);
      await picture(dian, 'kalender-cetak');
      await dian.emulateMedia({ media: 'screen' });
    });
  });
}

async function feed() {
  await journey('a private address', async (t) => {
    const budi = await as('budi');
    let address;

    await t('is made under the account, and shown once', async () => {
      await budi.goto('/akun');
      await budi.getByRole('link', { name: 'Langganan kalender' }).click();
      await at_both_widths(budi, 'tautan-kosong');
      await fill(budi, { nama: 'Ponsel', lingkup: 'Semua yang boleh saya lihat' });
      await save(budi, 'Buat tautan');
      address = (await budi.locator('#rahasia-baru').innerText()).trim();
      await at_both_widths(budi, 'tautan-baru');
      await budi.goto('/akun/kalender');
      same(await budi.locator('#rahasia-baru').count(), 0);
    });
    await t('opens without a login', async () => {
      const nobody = await stranger(), answer = await nobody.request.get(address);
      same(answer.status(), 200);
      has(await answer.text(), 'BEGIN:VCALENDAR');
    });
    await t('says when it was used last', async () => {
      await budi.goto('/akun/kalender');
      same((await main(budi)).includes('belum pernah'), false);
      await at_both_widths(budi, 'tautan');
    });
    await t('and is taken back', async () => {
      budi.once('dialog', (d) => d.accept());
      await budi.getByRole('button', { name: 'Cabut' }).click();
      await budi.getByText('Tautan kalender dicabut.').waitFor();
      const nobody = await stranger();
      same((await nobody.request.get(address)).status(), 404);
    });
  });
}

export async function calendar() {
  await looking();
  await feed();
  await check('the calendar asks strangers to log in', async () => {
    const nobody = await stranger();
    await nobody.goto('/kalender');
    has(nobody.url(), '/masuk');
  });
}
