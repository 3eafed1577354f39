// SPDX-License-Identifier: MIT
// Lists with search: what was typed before a choice, and answers that come after it, open nothing again.
import { as, journey, same } from './lib.mjs';

const wait = 900; // longer than the pause after a key (0.3 s) and that before a question (0.3 s)

async function stays_closed(page) {
  await page.waitForTimeout(wait);
  same(await page.locator('.ts-dropdown:visible').count(), 0);
}

// As in a region with more agencies than a page holds: the server is asked as one types.
async function remote(page, name) {
  await page.goto('/r/aplikasi/baru');
  await page.evaluate((key) => {
    const select = document.querySelector(`select[name=${key}]`);
    select.tomselect.destroy();
    select.setAttribute('data-pilih-url', `/r/${key}/pilih`);
    document.dispatchEvent(new CustomEvent('htmx:load', { detail: { elt: select.parentNode } }));
  }, name);
  return page.locator(`#${await page.locator(`select[name=${name}]`).getAttribute('id')}-ts-control`);
}

export async function lists() {
  await journey('lists with search', async (t) => {
    const admin = await as('pengelola');
    let box = null;
    await t('a choice made while typing closes the list for good', async () => {
      await admin.goto('/akun/serah-terima');
      const dari = admin.locator('[id$="dari-ts-control"]');
      await dari.click();
      await admin.locator('.ts-dropdown:visible .option', { hasText: 'Joko Prasetyo' }).waitFor();
      await dari.evaluate((typed) => { // faster than the pause after a key
        typed.value = 'Joko';
        typed.dispatchEvent(new Event('input', { bubbles: true }));
        [...document.querySelectorAll('.ts-dropdown .option')].find((o) => o.textContent.includes('Joko Prasetyo')).click();
      });
      await stays_closed(admin);
    });
    await t('an answer that comes after the choice is kept for later, the list stays closed', async () => {
      let release = null;
      const held = new Promise((done) => { release = done; });
      box = await remote(admin, 'perangkat_daerah');
      await box.click();
      await admin.keyboard.type('Dinas');
      const found = admin.locator('.ts-dropdown:visible .option', { hasText: 'Dinas Kesehatan' }).first();
      await found.waitFor();
      const asked = admin.waitForRequest(/pilih.*Kese/);
      await admin.route(/pilih.*Kese/, async (route) => { await held; await route.continue(); });
      await admin.keyboard.type(' Kese');
      await asked;
      await found.click();
      const answered = admin.waitForResponse(/pilih.*Kese/);
      release();
      await answered;
      await stays_closed(admin);
    });
    await t('and can be opened and searched again', async () => {
      await box.click();
      await admin.keyboard.type('Dinas Kese');
      await admin.locator('.ts-dropdown:visible .option', { hasText: 'Dinas Kesehatan' }).first().click();
      await stays_closed(admin);
      same(await admin.locator('[name=perangkat_daerah] option:checked').innerText(), 'Dinas Kesehatan');
    });
  });
}
