import { expect, test, visit } from '../fixtures/console.ts';
import { signIn } from '../fixtures/people.ts';
import { table } from '../fixtures/tables.ts';
import { fullWorld } from '../fixtures/world.ts';

test('a report is scheduled, and its run is seen', async ({ page, bill, complaints }) => {
  // A webhook into a private network.
  complaints.expect(/status of 422/);
  const world = await fullWorld(page.request, bill);
  await visit(page, `/organizations/${world.org}/reports/${world.report}`);
  await page.getByRole('link', { name: 'Schedule', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Schedule report' })).toBeVisible();
  const sentence = page.locator('.schedule-sentence');
  await page.getByLabel('Name').fill('Numbers');
  await page.getByLabel('Start date').fill('2030-01-31');
  await expect(sentence).toHaveText(
    'Runs on the 31st of every month, or the last day of a shorter one, at 06:00 UTC, from 2030-01-31 on. Each report covers the whole month before its run.',
  );
  await expect(page.locator('.schedule-days li').nth(1)).toHaveText('Thu 2030-02-28 covers 2030-01');
  await expect(page.getByRole('table', { name: 'January 2030' }).locator('.calendar-marked')).toHaveText('31 run');
  await page.getByLabel('Start date').fill('2030-02-04');
  await expect(page.getByText('On 2030-02-04 lines of January may still be missing')).toBeVisible();
  await page.getByLabel('Range').selectOption({ label: 'Month to date' });
  await page.getByLabel('Repeat').selectOption({ label: 'Weekly' });
  await expect(sentence).toContainText('Runs every Monday at 06:00 UTC');

  await page.getByLabel('Webhook').fill('https://10.0.0.1/hook');
  await page.getByRole('button', { name: 'Schedule', exact: true }).click();
  await expect(page.getByText('This address is in a private network')).toBeVisible();
  await page.getByLabel('Webhook').fill('https://hooks.invalid/hook');
  await page.getByRole('button', { name: 'Schedule', exact: true }).click();
  await expect(page.getByText('whsec_')).toBeVisible();
  await page.getByRole('link', { name: 'To the schedule' }).click();

  await page.getByRole('button', { name: 'Run now' }).click();
  const run = table(page, 'Runs').getByRole('row').filter({ hasText: 'By hand' });
  await expect(run.getByText('Successful')).toBeVisible({ timeout: 60_000 });
  await expect(table(page, 'Deliveries').getByText(/^\d tr(y|ies)$/)).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('Paused', { exact: true })).toBeVisible();
  await page.locator('.sidebar').getByRole('link', { name: 'Schedules' }).click();
  const row = table(page, 'Schedules').getByRole('row').filter({ hasText: 'Numbers' });
  await expect(row.getByText('Weekly')).toBeVisible();
  await row.getByRole('button', { name: 'Resume Numbers' }).click();
  await expect(row.getByText('2030-02-04 06:00 UTC')).toBeVisible();
  await row.getByRole('link', { name: 'Numbers', exact: true }).click();
  await run.getByRole('link', { name: /^Open the report/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Numbers / })).toBeVisible();
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('a button shows the days, and refusals come back beside their fields', async ({ page, request, bill }) => {
    const world = await fullWorld(request, bill);
    await page.goto('/sign-in');
    await signIn(page, world.person);
    await page.goto(`/organizations/${world.org}/reports/${world.report}/schedule`);
    await page.getByLabel('Name').fill('By hand');
    await page.getByLabel('Start date').fill('2030-03-04');
    await page.getByLabel('Range').selectOption({ label: 'Previous Week' });
    await page.getByLabel('Repeat').selectOption({ label: 'Weekly' });
    await page.getByRole('button', { name: 'Show the days' }).click();
    await expect(page.locator('.schedule-sentence')).toContainText('Runs every Monday at 06:00 UTC, from 2030-03-04 on.');
    await expect(page.getByLabel('Name')).toHaveValue('By hand');
    await page.getByLabel('Start date').fill('2020-01-01');
    await page.getByRole('button', { name: 'Schedule', exact: true }).click();
    await expect(page.getByText(/Choose today .* or a later day/)).toBeVisible();
    await page.getByLabel('Start date').fill('2030-03-04');
    await page.getByRole('button', { name: 'Schedule', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'By hand' })).toBeVisible();
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(page.getByText('Paused', { exact: true })).toBeVisible();
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await page.getByLabel('Repeat').selectOption({ label: 'Does Not Repeat' });
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.locator('.schedule-sentence')).toContainText('Runs once, on Monday 2030-03-04 at 06:00 UTC.');
    await page.getByRole('link', { name: 'Delete', exact: true }).click();
    await page.getByRole('button', { name: 'Delete schedule' }).click();
    await expect(table(page, 'Schedules').getByRole('row').filter({ hasText: 'Monthly bill' })).toBeVisible();
    await expect(page.getByText('By hand')).toHaveCount(0);
  });
});
