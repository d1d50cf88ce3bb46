import type { Page } from '@playwright/test';
import { type Bill, type Line, unblended } from '../fixtures/bill.ts';
import { expect, test, visit } from '../fixtures/console.ts';
import { card, openEditor, save } from '../fixtures/editor.ts';
import { exact, inFile, sum } from '../fixtures/exact.ts';
import { signIn } from '../fixtures/people.ts';
import { generate } from '../fixtures/reports.ts';
import { cell, readGrid, table } from '../fixtures/tables.ts';
import { fullWorld, worldWithBill } from '../fixtures/world.ts';

const PAGE = 50;

/** What the page says of one line: its amounts, and the charge before and after each rule. */
interface Shown {
  unblended: string;
  charge: string;
  steps: { rule: string; before: string; after: string; why: string }[];
}

test('a row of a report opens into its lines, page by page, and a line into its rules', async ({ page, bill }) => {
  const world = await fullWorld(page.request, bill);
  const { account, service, lines } = largestRow(bill);
  await visit(page, `/organizations/${world.org}/reports/${world.report}`);
  const row = table(page, 'Rows of the report').getByRole('row').filter({ hasText: account }).filter({ hasText: service });
  const charge = await row.locator('td.number').nth(1).getAttribute('title');
  await row.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(service);
  await expect(page.getByText(`${lines.length} lines of the bill. `)).toBeVisible();

  const shown = await allLines(page, lines.length);
  expect(shown.map((line) => line.unblended).sort()).toEqual(lines.map((line) => inFile(line.unblended)).sort());
  expect(inFile(sum(shown.map((line) => exact(line.charge))))).toBe(charge);
  shown.forEach(expectChain);

  // By keyboard alone: one opens, its rules read in order.
  const covered = page.locator('.trail-line').filter({ hasText: 'public on-demand' }).first();
  await covered.locator('summary').focus();
  await page.keyboard.press('Enter');
  await expect(covered.locator('.trail-step').first()).toContainText('Replace RI discounts');
  await expect(covered.locator('.trail-why').last()).toHaveText('x 1.03');
  await page.getByRole('link', { name: 'October 2018, by customer' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'October 2018, by customer' })).toBeVisible();
});

test('lines without a public price are listed, with what they cost', async ({ page, bill }) => {
  const { org } = await worldWithBill(page.request, bill);
  await visit(page, `/organizations/${org}/workflows`);
  await openEditor(page, 'To on-demand');
  await page.getByText('Import a workflow file').click();
  const rule = { rule: 'custom', label: 'Taxes too', when: "charge_type = 'Tax'", action: { to_on_demand: true } };
  await page.getByLabel('Workflow file (JSON)').fill(JSON.stringify({ name: 'To on-demand', rules: [rule] }));
  await page.getByRole('button', { name: 'Fill the form' }).click();
  await expect(card(page, 'Custom rule').getByLabel('Label')).toHaveValue('Taxes too');
  await save(page, 'To on-demand');
  await generate(page, { name: 'Taxes', groups: ['Account'] });

  const taxes = bill.lines.filter((line) => line.type === 'Tax');
  await expect(page.getByText(`${taxes.length} lines have no public price on the bill`)).toBeVisible();
  await page.getByRole('link', { name: 'See which' }).click();
  const { body } = await readGrid(table(page, 'Lines without a public price'));
  const column = (place: number) => body.map((row) => row.at(place));
  expect(sum(column(-2).map((found) => exact(found?.text ?? '')))).toBe(exact(String(taxes.length)));
  expect(inFile(sum(column(-1).map((found) => exact(found?.amount ?? ''))))).toBe(inFile(unblended(taxes)));
});

test('a report is carried away in every form, the re-rated bill among them', async ({ page, bill }) => {
  const world = await fullWorld(page.request, bill);
  await visit(page, `/organizations/${world.org}/reports/${world.report}`);
  const take = async (link: string) => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: link, exact: true }).click()]);
    return file.suggestedFilename();
  };
  await page.getByText('Other forms').click();
  expect(await take('Spreadsheet (XLSX)')).toMatch(/\.xlsx$/);
  expect(await take('Parquet')).toMatch(/\.parquet$/);
  expect(await take('What each rule did (CSV)')).toMatch(/-explained\.csv$/);
  await page.getByRole('button', { name: 'Make FOCUS as CSV' }).click();
  await expect(page.getByRole('link', { name: 'Download FOCUS as CSV' })).toBeVisible({ timeout: 60_000 });
  expect(await take('Download FOCUS as CSV')).toMatch(/-focus\.csv\.gz$/);
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('a row opens all the same, and its pages turn', async ({ page, request, bill }) => {
    const world = await fullWorld(request, bill);
    const { account, service, lines } = largestRow(bill);
    await page.goto('/sign-in');
    await signIn(page, world.person);
    await page.goto(`/organizations/${world.org}/reports/${world.report}`);
    expect((await cell(page, 'Reconciliation with the bill', 'The whole bill', 'Unblended')).amount).toBe(inFile(unblended(bill.lines)));
    const row = table(page, 'Rows of the report').getByRole('row').filter({ hasText: account }).filter({ hasText: service });
    await row.getByRole('link').click();
    const shown = await allLines(page, lines.length);
    expect(shown.map((line) => line.unblended).sort()).toEqual(lines.map((line) => inFile(line.unblended)).sort());
    await page.locator('.trail-line summary').first().click();
    await expect(page.locator('.trail-open').first()).toBeVisible();
  });
});

/** The lines of the account and service that have most of them, covered usage among them. */
function largestRow(bill: Bill): { account: string; service: string; lines: Line[] } {
  const groups = new Map<string, Line[]>();
  for (const line of bill.lines) {
    const key = `${line.account} ${line.service}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  const covered = [...groups.values()].filter((lines) => lines.some((line) => line.type === 'DiscountedUsage'));
  const lines = covered.sort((a, b) => b.length - a.length)[0] ?? [];
  expect(lines.length, 'more than a page').toBeGreaterThan(PAGE);
  return { account: lines[0]?.account ?? '', service: lines[0]?.service ?? '', lines };
}

/** Every line of the row, read page by page. */
async function allLines(page: Page, count: number): Promise<Shown[]> {
  const pages = Math.ceil(count / PAGE);
  const shown: Shown[] = [];
  for (let place = 1; place <= pages; place++) {
    await expect(page.getByText(`Page ${place} of ${pages}`)).toBeVisible();
    shown.push(...(await readLines(page)));
    if (place < pages) await page.getByRole('link', { name: 'Next' }).click();
  }
  expect(shown.length).toBe(count);
  return shown;
}

function readLines(page: Page): Promise<Shown[]> {
  return page.locator('.trail-line').evaluateAll((lines) =>
    lines.map((line) => {
      const text = (within: Element, what: string, place = 0) => within.querySelectorAll(what)[place]?.textContent ?? '';
      const amount = (what: string) => line.querySelector(`summary ${what} data`)?.getAttribute('value') ?? '';
      const steps = [...line.querySelectorAll('.trail-step')].map((step) => ({
        rule: text(step, '.badge'),
        before: text(step, 'code'),
        after: text(step, 'code', 1),
        why: text(step, '.trail-why'),
      }));
      return { unblended: amount('.trail-cost'), charge: amount('.trail-charge'), steps };
    }),
  );
}

/** Each rule begins where the one before ended; the first at the cost, the last ends at the charge. */
function expectChain({ unblended, charge, steps }: Shown): void {
  const before = [unblended, ...steps.map((step) => step.after)];
  expect(steps.map((step) => step.before)).toEqual(before.slice(0, -1));
  expect(before.at(-1)).toBe(charge);
  for (const step of steps) expect(step.why).not.toBe('');
}
