import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { addManagementAccount } from '../fixtures/bills.ts';
import { MONTH } from '../fixtures/bill.ts';
import { expect, test as base } from '../fixtures/console.ts';
import { look } from '../fixtures/look.ts';
import { signUp, somebody } from '../fixtures/people.ts';
import { type Server, startServer } from '../fixtures/server.ts';
import { rowOf } from '../fixtures/tables.ts';

/** A console whose operator opened a folder. */
const test = base.extend<object, { opened: Server & { folder: string } }>({
  opened: [
    async ({}, use, worker) => {
      const folder = mkdtempSync(join(tmpdir(), 'muster-bills-'));
      const log = join(import.meta.dirname, '../test-results', `opened-${worker.workerIndex}.log`);
      const server = await startServer(log, { MUSTER_BILL_FOLDERS: folder });
      await use({ ...server, folder });
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 90_000 },
  ],
});

for (const script of [true, false]) {
  const how = script ? '' : ', without script too';
  test(`a folder of the server that was opened is read, and no other${how}`, async ({ browser, opened, bill }) => {
    test.slow();
    const context = await browser.newContext({ baseURL: opened.url, javaScriptEnabled: script });
    const page = await context.newPage();
    const [payer] = bill.accounts;
    if (!payer) throw new Error('the bill has no account');
    await page.goto('/sign-up');
    await signUp(page, somebody(`On the server ${script ? 'with' : 'without'} script`));
    await page.locator('.sidebar').getByRole('link', { name: 'Management accounts' }).click();
    await addManagementAccount(page, payer);
    await page.getByRole('link', { name: 'Connect AWS' }).click();
    await page.getByRole('link', { name: 'Folder on the server' }).click();
    const field = page.getByLabel('Folder or URL', { exact: true });
    const mine = (await page.locator('.open-places .copy-text').textContent()) ?? '';
    const connect = async (place: string) => {
      await field.fill(place);
      await page.getByRole('button', { name: 'Connect and check' }).click();
    };

    await test.step('what is not open is refused, whoever\'s it is and however it is written', async () => {
      mkdirSync(join(opened.folder, '01890000-0000-7000-8000-000000000000'), { recursive: true });
      for (const place of ['/etc', opened.folder, join(opened.folder, '01890000-0000-7000-8000-000000000000'), `${mine}/../..`]) {
        await connect(place);
        await expect(page.getByText('is not below a folder that is open to your organization')).toBeVisible();
        // Without script a refusal is a page of its own, which begins with what is kept.
        if (script) await expect(field).toHaveValue(place);
      }
      if (script) await look(page, 'server-refused');
    });
    await test.step('a folder that is not there is said to be missing', async () => {
      await connect(mine);
      await expect(page.getByText(/There is nothing at/)).toBeVisible();
    });
    await test.step('what lies there is checked, and its month is read', async () => {
      cpSync(resolve(process.env['MUSTER_BILLS'] ?? ''), mine, { recursive: true });
      await connect(mine);
      await expect(page.getByText('It is in the ledger.')).toBeVisible({ timeout: 90_000 });
      await expect(rowOf(page, 'Delivered months', MONTH)).toContainText(/Estimated|Final/);
      if (script) await look(page, 'server-ready');
    });
    await test.step('what goes is said, and stays in the ledger', async () => {
      rmSync(mine, { recursive: true });
      await page.getByRole('button', { name: 'Check now' }).click();
      await expect(page.getByText('No such folder').first()).toBeVisible({ timeout: 30_000 });
      if (script) await look(page, 'server-gone');
      await expect(rowOf(page, 'Delivered months', MONTH)).toBeVisible();
    });
    await context.close();
  });
}
