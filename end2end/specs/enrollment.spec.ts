import { type Browser, type Page, expect } from '@playwright/test';
import { type Bill, MONTH } from '../fixtures/bill.ts';
import { addManagementAccount, untilImported, upload } from '../fixtures/bills.ts';
import { charge, uplift } from '../fixtures/charge.ts';
import { isReady, visit } from '../fixtures/console.ts';
import { addRule, openEditor, save } from '../fixtures/editor.ts';
import { exact, inFile, onScreen, sum } from '../fixtures/exact.ts';
import { type Person, signIn, signUp, somebody } from '../fixtures/people.ts';
import { download, generate } from '../fixtures/reports.ts';
import { openTicket, test } from '../fixtures/staffed.ts';
import { createSubset } from '../fixtures/subsets.ts';
import { cell, rowOf } from '../fixtures/tables.ts';

const SUBSET = 'Aurora';
const WORKFLOW = 'Cost plus three';

/** Each in a browser context of their own. */
interface People {
  ada: Page;
  sam: Page;
  cara: Page;
  provider: Person;
}

test('eight steps from signing up to a statement that says what the provider charges', async ({ browser, bill, staffed }) => {
  test.setTimeout(300_000);
  const [ada, sam, cara] = [await open(browser, staffed.url), await open(browser, staffed.url), await open(browser, staffed.url)];
  const people: People = { ada, sam, cara, provider: somebody('Northwind Eight') };
  const aurora = bill.accounts.filter((account) => account.customer === 'Aurora Foods');
  const expected = inFile(charge([uplift('3')], bill.lines.filter((line) => aurora.some((account) => account.id === line.account))));

  await test.step('1 sign up', async () => {
    await visit(ada, '/sign-up');
    await signUp(ada, people.provider);
    await visit(sam, '/sign-in');
    await signIn(sam, staffed.support);
    await expect(sam.getByRole('heading', { level: 1, name: 'Ticket queue' })).toBeVisible();
    await expectStep(ada, 'Sign up', 'Done');
  });
  await test.step('2 connect the management account', () => connect(people, bill));
  await test.step('3 enable Subsets', () => enableSubsets(people));
  await test.step('4 group accounts into a subset', async () => {
    await createSubset(ada, SUBSET, aurora);
    await expectStep(ada, 'Group accounts into subsets', 'Done');
  });
  await test.step('5 write a billing workflow', async () => {
    await openEditor(ada, WORKFLOW);
    await (await addRule(ada, 'Uplift')).getByLabel('Percentage').fill('3');
    await save(ada, WORKFLOW);
  });
  await test.step('6 validate it on a report', async () => {
    await generate(ada, { name: 'Proof', subsets: [SUBSET], groups: ['Service'] });
    await ada.getByRole('button', { name: 'Mark version 1 validated' }).click();
    await expect(ada.getByText('Version 1 of Cost plus three was validated by Ada Example')).toBeVisible();
    await expectStep(ada, 'Validate on a report', 'Done');
  });
  await test.step('7 associate it with the subset', () => associate(people, expected));
  const statement = await test.step('8 associate the end customer, who reads a statement', () => endCustomer(people));

  const provider = (await cellOfSubsets(ada)).amount;
  expect(provider).toBe(expected);
  expect(statement).toBe(provider);
  await ada.locator('.sidebar').getByRole('link', { name: 'Enrollment' }).click();
  await expect(ada.locator('.step').filter({ hasText: 'Done' })).toHaveCount(8);
  await visit(cara, `/organizations/${orgOf(ada)}/charges`);
  await expect(cara.getByText('There is nothing at this address, or not for you.')).toBeVisible();
});

async function open(browser: Browser, baseURL: string): Promise<Page> {
  return (await browser.newContext({ baseURL })).newPage();
}

const orgOf = (page: Page): string => /organizations\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
const section = (page: Page, name: string) => page.locator('.sidebar').getByRole('link', { name }).click();

/** What the enrollment page says of a step. */
async function expectStep(page: Page, title: string, state: string): Promise<void> {
  await section(page, 'Enrollment');
  await expect(page.getByRole('heading', { level: 1, name: 'Enrollment' })).toBeVisible();
  await page.reload();
  await isReady(page);
  await expect(page.locator('.step').filter({ hasText: title }).getByText(state, { exact: true })).toBeVisible();
}

async function connect({ ada, sam, provider }: People, bill: Bill): Promise<void> {
  await section(ada, 'Management accounts');
  await addManagementAccount(ada, bill.accounts[0] ?? { id: '', name: '', customer: '' });
  await upload(ada, bill.files);
  await untilImported(ada);
  await expectStep(ada, 'Connect the management account', 'Done');
  await ada.getByRole('link', { name: 'Request a strategy call' }).click();
  await ada.getByLabel('Preferred times').fill('Mondays, 10:00 UTC');
  await ada.getByRole('button', { name: 'Send to support' }).click();
  await expect(ada.getByText('Preferred times: Mondays, 10:00 UTC')).toBeVisible();
  await openTicket(sam, provider.organization, 'Strategy call');
  await sam.getByLabel('Day of the call').fill('2026-05-04');
  await sam.getByRole('button', { name: 'Approve' }).click();
  await expect(sam.locator('.facts').getByText('Approved')).toBeVisible();
  await section(sam, 'Ramp-up board');
  const card = sam.locator('.card').filter({ hasText: provider.organization });
  await card.getByLabel('Move to').selectOption('Ramp-up');
  await card.getByLabel('Ramp-up from').fill('2026-05-11');
  await card.getByLabel('Ramp-up takes').selectOption('5 weeks');
  await card.getByRole('button', { name: 'Move' }).click();
  await expect(card.getByText('5 weeks, 2026-05-11 to 2026-06-15')).toBeVisible();
  await expect(card.getByText(/Commitments cover \d+ % of the usage/)).toBeVisible();
  await section(ada, 'Enrollment');
  await expect(ada.getByText('2026-05-04')).toBeVisible();
}

async function enableSubsets({ ada, sam, provider }: People): Promise<void> {
  await section(ada, 'Subsets');
  await ada.getByRole('link', { name: 'Request Subsets' }).click();
  await ada.getByRole('button', { name: 'Send to support' }).click();
  await expect(ada.getByText(`For our Organization ID ${orgOf(ada)}, enable Subsets.`)).toBeVisible();
  await expectStep(ada, 'Enable Subsets', 'Under way');
  await openTicket(sam, provider.organization, 'Enable subsets');
  await sam.getByRole('button', { name: 'Approve' }).click();
  await expect(sam.locator('.facts').getByText('Approved')).toBeVisible();
  await expectStep(ada, 'Enable Subsets', 'Done');
}

/** By a pasted text, whose wrong lines are named first. */
async function associate({ ada, sam, provider }: People, expected: string): Promise<void> {
  await section(ada, 'Associations');
  await ada.getByRole('link', { name: 'Request associations' }).click();
  await ada.getByLabel('From billing month').selectOption(MONTH);
  await ada.getByLabel('As text').fill(`Nowhere : ${WORKFLOW}\n${SUBSET} : Nothing`);
  await ada.getByRole('button', { name: 'Send to support' }).click();
  await expect(ada.getByText('Line 1: no subset is named `Nowhere`. Line 2: no billing workflow is named `Nothing`.')).toBeVisible();
  await ada.getByLabel('As text').fill(`${SUBSET} : ${WORKFLOW}`);
  await ada.getByRole('button', { name: 'Send to support' }).click();
  const heading = `For our Organization ID ${orgOf(ada)}, associate the billing workflow(s) below with the subset(s), going forward.`;
  await expect(ada.locator('.ticket-text pre')).toHaveText(`${heading}\n${SUBSET} : ${WORKFLOW}`);
  await openTicket(sam, provider.organization, `1 workflow from ${MONTH}`);
  await expect(sam.getByText('Validated', { exact: true }).last()).toBeVisible();
  expect((await cell(sam, 'What the associations would change', SUBSET, 'Charge then')).amount).toBe(expected);
  await sam.getByRole('button', { name: 'Approve' }).click();
  await expect(sam.locator('.facts').getByText('Approved')).toBeVisible();
  await section(ada, 'Subsets');
  await expect.poll(async () => (await cellOfSubsets(ada)).amount, { timeout: 60_000 }).toBe(expected);
}

async function cellOfSubsets(page: Page) {
  if (!page.url().endsWith('/subsets')) await section(page, 'Subsets');
  await page.reload();
  await isReady(page);
  return cell(page, 'Subsets', SUBSET, 'MTD Charge');
}

/** Answers the total of the customer's statement, with every decimal. */
async function endCustomer({ ada, sam, cara, provider }: People): Promise<string> {
  const customer = { ...somebody('Aurora Foods'), name: 'Cara Aurora' };
  await visit(cara, '/sign-up');
  await signUp(cara, customer);
  await cara.locator('.sidebar').getByText(customer.name).click();
  await cara.getByRole('link', { name: 'My organization' }).click();
  const id = (await cara.locator('.copy-text').first().textContent()) ?? '';
  await section(ada, 'End customers');
  await ada.getByRole('link', { name: 'Request end customers' }).click();
  await ada.getByLabel('Subset').selectOption(SUBSET);
  await ada.getByLabel("Administrator's e-mail").fill(customer.email);
  await ada.getByLabel('Their Organization ID').fill(id);
  await ada.getByRole('button', { name: 'Send to support' }).click();
  await expect(ada.locator('.ticket-text pre')).toHaveText(`${SUBSET} : ${customer.email} : ${id}`);
  await openTicket(sam, provider.organization, '1 end customer');
  await expect(rowOf(sam, 'End customers that are asked for', customer.email).getByText("An administrator's")).toBeVisible();
  await sam.getByRole('button', { name: 'Approve' }).click();
  await expect(sam.locator('.facts').getByText('Approved')).toBeVisible();

  await visit(cara, '/');
  await expect(cara.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await expect(cara.getByRole('img', { name: 'Charge of each month' })).toBeVisible();
  await section(cara, 'Statements');
  await cara.getByRole('link', { name: MONTH, exact: true }).click();
  const shown = cara.locator('.statement-total data');
  const total = (await shown.getAttribute('value')) ?? '';
  await expect(shown).toHaveText(onScreen(exact(total)));
  const [header = [], ...rows] = await download(cara, 'CSV');
  expect(inFile(sum(rows.map((row) => exact(row[header.indexOf('Charge')] ?? ''))))).toBe(total);
  return total;
}
