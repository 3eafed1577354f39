// SPDX-License-Identifier: MIT
// Provisions that do not agree: everybody sees both and the reading applied; an administrator chooses the other one, with a
// reason, having seen what it would change; choosing again undoes it. Numbers that the text leaves open, likewise.
import { at_both_widths } from './access.mjs';
import { as, fill, has, heading, journey, main, same, save } from './lib.mjs';

const key = 'penyusun_proses_bisnis', provision = '/pemenuhan/pasal/11/ayat/2', place = `/pengaturan/bacaan/${key}`;

async function choosing() {
  await journey('the other reading', async (t) => {
    const dian = await as('dian'), rina = await as('pengelola');

    await t('whoever opens the provision sees both, and how they are read', async () => {
      await dian.goto(provision);
      const box = dian.locator('.bacaan').first();
      has(await box.innerText(), 'Ketentuan ini tidak sejalan dengan Pasal 11 ayat (4)');
      same(await box.locator('.pasangan a').allInnerTexts().then((l) => l.join()), 'Pasal 11 ayat (2),Pasal 11 ayat (4)');
      has(await box.innerText(), 'Bacaan yang diterapkan: Perangkat Daerah merancang');
      has(await box.innerText(), 'daerah belum memilih');
      same(await box.getByRole('link', { name: 'Pilih bacaan' }).count(), 0);
    });
    await t('the other provision says the same', async () => {
      await dian.locator('.pasangan a', { hasText: 'ayat (4)' }).click();
      await dian.waitForURL('**/pasal/11/ayat/4');
      has(await main(dian), 'tidak sejalan dengan Pasal 11 ayat (2)');
    });
    await t('only an administrator chooses', async () => {
      same((await dian.goto(place)).status(), 403);
    });
    await t('the administrator comes from the provision and is shown what would change', async () => {
      await rina.goto(provision);
      await rina.locator('.bacaan').first().getByRole('link', { name: 'Pilih bacaan' }).click();
      await rina.waitForURL(`**${place}`);
      same(await heading(rina), 'Penyusun proses bisnis');
      same(await rina.locator('[name=bacaan][value=pd_merancang]').isChecked(), true);
      has(await rina.locator('.akibat').innerText(), 'Pasal 11 ayat (2)');
      has(await main(rina), 'Bila dipilih sekarang');
      has(await main(rina), 'Daerah belum pernah memilih');
      await at_both_widths(rina, 'bacaan-memilih');
    });
    await t('without a reason it is refused, beside the field, and what was chosen stays chosen', async () => {
      await fill(rina, { bacaan: 'unit_organisasi' });
      await save(rina, 'Terapkan bacaan yang dipilih');
      same(await rina.locator('#f-alasan').getAttribute('aria-invalid'), 'true');
      has(await rina.locator('#e-alasan').innerText(), 'Alasan');
      same(await rina.locator('[name=bacaan][value=unit_organisasi]').isChecked(), true);
      await at_both_widths(rina, 'bacaan-tanpa-alasan');
    });
    await t('with one it is applied, and the history says who and why', async () => {
      await fill(rina, { alasan: 'Bagian Organisasi sudah menyusun semuanya.' });
      await save(rina, 'Terapkan bacaan yang dipilih');
      has(await main(rina), 'Bacaan diterapkan');
      const past = await rina.locator('.riwayat-setelan li').first().innerText();
      has(past, 'Unit organisasi menyusun semuanya');
      has(past, 'Rina Kusuma');
      has(past, 'Bagian Organisasi sudah menyusun semuanya.');
    });
    await t('the provision is read so now, and says since when, by whom and why', async () => {
      await dian.goto(provision);
      has(await main(dian), 'Unit organisasi menyusun proses bisnis setiap Perangkat Daerah');
      const box = await dian.locator('.bacaan').first().innerText();
      has(box, 'Bacaan yang diterapkan: Unit organisasi menyusun semuanya');
      has(box, 'Ditetapkan oleh Rina Kusuma pada');
      has(box, 'Alasannya: Bagian Organisasi sudah menyusun semuanya.');
      await at_both_widths(dian, 'bacaan-dipilih');
    });
    await t('what is applied already is not chosen again, and the reason typed stays', async () => {
      await fill(rina, { bacaan: 'unit_organisasi', alasan: 'Sekali lagi.' });
      await save(rina, 'Terapkan bacaan yang dipilih');
      has(await main(rina), 'Bacaan itu sudah diterapkan');
      same(await rina.locator('#f-alasan').inputValue(), 'Sekali lagi.');
    });
    await t('undoing is choosing the other one', async () => {
      await rina.goto(place);
      await fill(rina, { bacaan: 'pd_merancang', alasan: 'Perangkat Daerah merancang sendiri.' });
      await save(rina, 'Terapkan bacaan yang dipilih');
      same(await rina.locator('.riwayat-setelan li').count(), 2);
      await dian.goto('/pemenuhan/bacaan');
      has(await main(dian), 'Alasannya: Perangkat Daerah merancang sendiri.');
      has(await main(dian), 'Naskah yang keliru atau tidak utuh');
    });
  });
}

async function open_number() {
  await journey('a number that the text leaves open', async (t) => {
    const rina = await as('pengelola'), dian = await as('dian');
    const form = () => rina.locator('form', { has: rina.locator('[name=kunci][value=interval_monev]') });

    await t('its provision says that it is not the regulation\'s', async () => {
      await dian.goto('/pemenuhan/pasal/51/ayat/2');
      has(await dian.locator('.keadaan').innerText(), 'Tidak ditentukan peraturan');
      has(await dian.locator('.keadaan').innerText(), '1 tahun');
    });
    await t('another value asks for a reason, and what was typed stays', async () => {
      await rina.goto('/pengaturan');
      has(await rina.locator('.setelan').first().innerText(), 'Tidak ditentukan peraturan');
      await form().locator('[name=jumlah]').fill('2');
      await Promise.all([rina.waitForEvent('load'), form().getByRole('button').click()]);
      has(await form().innerText(), 'Tulis alasan mengganti 1 tahun');
      same(await form().locator('[name=jumlah]').inputValue(), '2');
      await at_both_widths(rina, 'pengaturan-tanpa-alasan');
    });
    await t('with it the value is kept, and everybody reads who set it and why', async () => {
      await form().locator('[name=alasan]').fill('Bergantian dengan audit.');
      await Promise.all([rina.waitForEvent('load'), form().getByRole('button').click()]);
      has(await main(rina), 'Pengaturan disimpan');
      has(await main(rina), 'Alasannya: Bergantian dengan audit.');
      await dian.goto('/pemenuhan/pasal/51/ayat/2');
      has(await dian.locator('.keadaan').innerText(), '2 tahun');
      has(await dian.locator('.keadaan').innerText(), 'Alasannya: Bergantian dengan audit.');
    });
  });
}

export async function reading() {
  await choosing();
  await open_number();
}
