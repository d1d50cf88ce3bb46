import type { Page } from '@playwright/test';
import { type Bill, type Line, MONTH, costOf, nameOf, unblended } from '../fixtures/bill.ts';
import { addManagementAccount, untilImported, upload } from '../fixtures/bills.ts';
import { type Rule, charge, effects, removeProgramCredits, replaceRiDiscounts, reportRows, uplift } from '../fixtures/charge.ts';
import { expect, test, visit } from '../fixtures/console.ts';
import { addRule, card, openEditor, save } from '../fixtures/editor.ts';
import { inFile, onScreen } from '../fixtures/exact.ts';
import { signUp, somebody } from '../fixtures/people.ts';
import { download, expectSame, generate, shownRows } from '../fixtures/reports.ts';
import { createSubset } from '../fixtures/subsets.ts';
import { cell, readGrid, rowOf, table } from '../fixtures/tables.ts';

const RESELLER: Rule[] = [removeProgramCredits, replaceRiDiscounts, uplift('3')];

test('a newcomer turns a bill into the right charges', async ({ page, bill, complaints }) => {
  // Subsets, before they are enabled.
  complaints.expect(/status of 409/);
  const person = somebody();
  await test.step('signs up', async () => {
    await visit(page, '/sign-up');
    await signUp(page, person);
  });
  await test.step('enables subsets', () => enableSubsets(page));
  await test.step('uploads the bill and watches it come in', () => uploadBill(page, bill));
  await test.step('finds the linked accounts with their costs', () => readAccounts(page, bill));
  await test.step('groups accounts into a subset', () => group(page, bill));
  await test.step('composes a workflow', () => compose(page));
  await test.step('generates a report on everything and checks it', () => reportOnEverything(page, bill));
  await test.step('generates a report on one customer and checks it', () => reportOnOneCustomer(page, bill));
  await test.step('deletes what it made', () => deleteAll(page, bill));
  await test.step('signs out', async () => {
    await page.locator('.sidebar').getByText(person.name).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    // The page before has nothing to show any more.
    complaints.expect(/status of 401/);
    await page.goBack();
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  });
});

const open = (page: Page, section: string) => page.locator('.sidebar').getByRole('link', { name: section }).click();

const payer = (bill: Bill) => bill.accounts[0] ?? { id: '', name: '', customer: '' };
const membersOf = (bill: Bill, customer: string) => bill.accounts.filter((account) => account.customer === customer);
const idsOf = (bill: Bill, customer: string) => membersOf(bill, customer).map((account) => account.id);

async function enableSubsets(page: Page): Promise<void> {
  await open(page, 'Subsets');
  await expect(page.getByRole('heading', { name: 'Subsets are not enabled yet' })).toBeVisible();
  await page.getByRole('link', { name: 'Request Subsets' }).click();
  await page.getByRole('button', { name: 'Send to support' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Subsets' })).toBeVisible();
  await open(page, 'Management accounts');
}

async function uploadBill(page: Page, bill: Bill): Promise<void> {
  await addManagementAccount(page, payer(bill));
  // What a page forgets when it is loaded anew, and every progress bar that it ever showed.
  await page.evaluate(() => {
    const seen = new Set<string>();
    const note = () => document.querySelectorAll('progress').forEach((bar) => seen.add(bar.ariaLabel ?? ''));
    new MutationObserver(note).observe(document.body, { childList: true, subtree: true });
    Object.assign(window, { seen });
  });
  await upload(page, bill.files);
  await untilImported(page);
  const seen = await page.evaluate(() => [...((window as unknown as { seen?: Set<string> }).seen ?? [])]);
  expect(seen).toContain('Sending');
  expect(await cell(page, 'Months in the ledger', MONTH, 'Unblended cost')).toMatchObject({
    text: onScreen(unblended(bill.lines)),
    amount: inFile(unblended(bill.lines)),
  });
  expect((await cell(page, 'Months in the ledger', MONTH, 'Lines')).text).toBe(bill.lines.length.toLocaleString('en'));
}

async function readAccounts(page: Page, bill: Bill): Promise<void> {
  await open(page, 'Linked accounts');
  for (const account of bill.accounts) {
    const cost = inFile(costOf(bill, [account.id]));
    expect((await cell(page, 'Linked accounts', account.name, 'MTD Cost')).amount).toBe(cost);
    expect((await cell(page, 'Linked accounts', account.name, 'Subset')).text).toBe('Unassigned');
  }
  const total = await cell(page, 'Linked accounts', `Total of ${bill.accounts.length}`, 'MTD Cost');
  expect(total.amount).toBe(inFile(unblended(bill.lines)));
}

/** One customer's accounts become a subset; the provider's own stay unassigned. */
async function group(page: Page, bill: Bill): Promise<void> {
  await createSubset(page, 'Aurora', membersOf(bill, 'Aurora Foods'));
  const cost = inFile(costOf(bill, idsOf(bill, 'Aurora Foods')));
  for (const account of membersOf(bill, 'Aurora Foods')) {
    const own = await cell(page, 'Accounts in the subset', account.name, 'MTD Cost');
    expect(own.amount).toBe(inFile(costOf(bill, [account.id])));
  }
  expect((await cell(page, 'Accounts in the subset', 'Total of 2', 'MTD Cost')).amount).toBe(cost);
  await open(page, 'Subsets');
  await expect(rowOf(page, 'Subsets', 'Aurora')).toBeVisible();
  expect((await cell(page, 'Subsets', 'Aurora', 'Accounts in Subset')).text).toBe('2');
  expect((await cell(page, 'Subsets', 'Aurora', 'MTD Cost')).amount).toBe(cost);
  const rest = inFile(costOf(bill, idsOf(bill, 'Northwind Cloud')));
  expect((await cell(page, 'Subsets', 'Unassigned', 'MTD Cost')).amount).toBe(rest);
  expect((await cell(page, 'Subsets', 'Total', 'MTD Cost')).amount).toBe(inFile(unblended(bill.lines)));
}

async function compose(page: Page): Promise<void> {
  await openEditor(page, 'Reseller');
  await addRule(page, 'Replace RI discounts');
  const credits = await addRule(page, 'Remove credits and discounts');
  await credits.getByRole('checkbox', { name: 'Enterprise discount program' }).check();
  await credits.getByRole('checkbox', { name: 'Solution provider program' }).check();
  const raise = await addRule(page, 'Uplift');
  await raise.getByLabel('Percentage').fill('3');
  await expect(raise).toContainText('Raise every charge by 3 %.');

  const lower = await addRule(page, 'Discount');
  await lower.getByLabel('Percentage').fill('5');
  await expect(lower).toContainText('An uplift and a discount contradict each other');
  await page.getByRole('button', { name: 'Save workflow' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'This has to be corrected' })).toBeVisible();
  await lower.getByRole('button', { name: 'Remove Discount' }).click();
  await expect(card(page, 'Discount')).toHaveCount(0);
  await save(page, 'Reseller');
}

async function reportOnEverything(page: Page, bill: Bill): Promise<void> {
  await generate(page, { name: 'Everything', groups: ['Subset', 'Account', 'Service'] });
  const isAurora = (account: string) => idsOf(bill, 'Aurora Foods').includes(account);
  const expected = reportRows(RESELLER, bill.lines, (line) => [
    isAurora(line.account) ? 'Aurora' : 'Unassigned',
    line.account,
    nameOf(bill, line.account),
    line.service,
  ]);
  await expectStats(page, RESELLER, bill.lines);
  await expectEffects(page, bill);
  const file = await download(page, 'Download CSV');
  expect(file.slice(1).map((row) => row.slice(0, 7))).toEqual(expected);
  expectSame(await shownRows(page), file);
}

async function expectStats(page: Page, rules: Rule[], lines: Line[]): Promise<void> {
  const [cost, total] = [unblended(lines), charge(rules, lines)];
  const stat = (name: string) => page.locator('.stat').filter({ has: page.locator('dt', { hasText: name }) }).locator('data');
  await expect(stat('Unblended')).toHaveAttribute('value', inFile(cost));
  await expect(stat('Charge')).toHaveAttribute('value', inFile(total));
  await expect(stat('Difference')).toHaveText(signed(total - cost));
}

/** As the screen has what is added or taken away. */
const signed = (change: bigint): string => `${change > 0n ? '+' : ''}${onScreen(change)}`;

/** Each rule's effect as the page shows it, in the order in which the rules are listed, the running order differing. */
async function expectEffects(page: Page, bill: Bill): Promise<void> {
  const grid = await readGrid(table(page, 'Effect of each rule'));
  const shown = new Map(grid.body.map((row) => [row.at(1)?.text ?? '', row.at(-2)?.amount]));
  const [credits, ri, raise] = effects(RESELLER, bill.lines).map(inFile);
  const effect = (start: string) => [...shown].find(([sentence]) => sentence.startsWith(start))?.[1];
  expect(effect('Charge nothing for enterprise discounts and solution provider discounts')).toBe(credits);
  expect(effect('Charge usage covered by any Reserved Instance')).toBe(ri);
  expect(effect('Raise every charge by 3 %')).toBe(raise);
}

/** An uplift alone, on a part of the accounts: one more row stands for the accounts outside. */
async function reportOnOneCustomer(page: Page, bill: Bill): Promise<void> {
  await openEditor(page, 'Cost plus');
  await (await addRule(page, 'Uplift')).getByLabel('Percentage').fill('12.5');
  await save(page, 'Cost plus');
  await generate(page, { name: 'Aurora alone', subsets: ['Aurora'], groups: ['Account', 'Service'] });
  const lines = bill.lines.filter((line) => idsOf(bill, 'Aurora Foods').includes(line.account));
  await expectStats(page, [uplift('12.5')], lines);
  const expected = reportRows([uplift('12.5')], lines, (line) => [line.account, nameOf(bill, line.account), line.service]);
  const file = await download(page, 'Download CSV');
  expect(file.slice(1, -1).map((row) => row.slice(0, 6))).toEqual(expected);
  expect(file.at(-1)?.slice(0, 6)).toEqual(['Other', '', '', '', '', '']);
  expectSame(await shownRows(page), file);
}

async function deleteAll(page: Page, bill: Bill): Promise<void> {
  const confirm = (button: string) => page.getByRole('button', { name: button }).click();
  await page.getByRole('link', { name: 'Delete' }).click();
  await page.getByRole('link', { name: 'Keep it' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Aurora alone' })).toBeVisible();
  await page.getByRole('link', { name: 'Delete' }).click();
  await confirm('Delete report');
  await expect(rowOf(page, 'Reports', 'Everything')).toBeVisible();
  await expect(rowOf(page, 'Reports', 'Aurora alone')).toHaveCount(0);

  await open(page, 'Billing workflows');
  await page.getByRole('link', { name: 'Reseller' }).click();
  await page.getByRole('main').getByRole('link', { name: 'Delete' }).first().click();
  await expect(page.getByText('One report was generated with it; it stays readable.')).toBeVisible();
  await confirm('Delete workflow');
  await expect(page.getByRole('link', { name: 'Cost plus' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Reseller' })).toHaveCount(0);

  await open(page, 'Subsets');
  await page.getByRole('checkbox', { name: 'Select Aurora' }).check();
  await confirm('Delete selected');
  await expect(page.getByText('2 accounts become unassigned.')).toBeVisible();
  await confirm('Delete');
  await expect(page.getByRole('checkbox', { name: 'Select Aurora' })).toHaveCount(0);

  await open(page, 'Management accounts');
  await page.getByRole('link', { name: payer(bill).name }).click();
  await page.getByRole('link', { name: 'Remove' }).click();
  await expect(page.getByText('1 month of bill lines leaves the ledger.')).toBeVisible();
  await confirm('Remove management account');
  await expect(page.getByText('Connect a management account')).toBeVisible();
}
