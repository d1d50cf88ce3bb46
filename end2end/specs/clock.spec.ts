import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type Page } from '@playwright/test';
import { startAws } from '../fixtures/aws.ts';
import type { Bill } from '../fixtures/bill.ts';
import { expect, test, visit } from '../fixtures/console.ts';
import { type Person, signIn } from '../fixtures/people.ts';
import { type Server, startServer } from '../fixtures/server.ts';
import { table } from '../fixtures/tables.ts';
import { type FullWorld, fullWorld } from '../fixtures/world.ts';

/** One installation whose server is stopped and started at another time, as often as a test likes. */
class Installation {
  readonly #data = mkdtempSync(join(tmpdir(), 'muster-clock-'));
  #server: Server | undefined;
  #page: Page | undefined;

  constructor(private readonly browser: Browser, private readonly settings: Record<string, string> = {}) {}

  async at(time: string): Promise<Page> {
    await this.stop();
    const log = join(import.meta.dirname, '../test-results', `clock-${time.replaceAll(':', '')}.log`);
    this.#server = await startServer(log, { ...this.settings, MUSTER_DATA: this.#data, MUSTER_CLOCK: time });
    // Of a context that more pages can be opened in.
    const context = await this.browser.newContext({ baseURL: this.#server.url });
    this.#page = await context.newPage();
    return this.#page;
  }

  /** The same, with somebody's session: the port is another one, and so are its cookies. */
  async signedIn(person: Person, time: string): Promise<Page> {
    const page = await this.at(time);
    await visit(page, '/sign-in');
    await signIn(page, person);
    await expect(page.locator('.sidebar')).toBeVisible();
    return page;
  }

  async stop(): Promise<void> {
    await this.#page?.context().close();
    await this.#server?.stop();
    this.#page = this.#server = undefined;
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.#data, { recursive: true, force: true });
  }
}

/** Fills an installation on a day of the bill's month. */
async function filled(page: Page, bill: Bill): Promise<FullWorld> {
  const world = await fullWorld(page.request, bill, '2020-01-31');
  await visit(page, `/organizations/${world.org}/reports/${world.report}/schedule`);
  return world;
}

/** The amount on a card of the page. */
async function card(page: Page, name: string): Promise<number> {
  return Number(await page.locator('.stat').filter({ hasText: name }).first().locator('.amount').first().getAttribute('value'));
}

test('a schedule runs when its day comes, once, and says what may be missing', async ({ browser, bill }) => {
  test.slow();
  const installation = new Installation(browser);
  try {
    let page = await installation.at('2018-10-31T12:00:00Z');
    const world = await filled(page, bill);
    await page.getByLabel('Name').fill('When a month ends');
    await page.getByLabel('Start date').fill('2018-11-01');
    await page.getByRole('button', { name: 'Schedule', exact: true }).click();
    await expect(page.getByText('It has not run yet.')).toBeVisible();
    await expect(page.getByText('2018-11-01 06:00 UTC').first()).toBeVisible();
    const path = new URL(page.url()).pathname;

    // Three days late, and again an hour later: what was missed is made up for once.
    page = await installation.signedIn(world.person, '2018-11-04T09:00:00Z');
    await visit(page, path);
    const run = () => table(page, 'Runs').getByRole('row').filter({ hasText: '2018-11-01' });
    await expect(run().getByText('Successful')).toBeVisible({ timeout: 60_000 });
    await expect(run().getByText('2018-10', { exact: true })).toBeVisible();
    await expect(page.getByText('2018-12-01 06:00 UTC').first()).toBeVisible();
    page = await installation.signedIn(world.person, '2018-11-04T10:00:00Z');
    await visit(page, path);
    await expect(table(page, 'Runs').getByRole('row')).toHaveCount(2);
    await run().getByRole('link', { name: /^Open the report/ }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'When a month ends 2018-10' })).toBeVisible();
  } finally {
    await installation.end();
  }
});

test('whoever looks at a schedule, or at all of them, when its time comes sees it run', async ({ browser, bill }) => {
  test.slow();
  const installation = new Installation(browser);
  try {
    let page = await installation.at('2018-10-31T12:00:00Z');
    const world = await filled(page, bill);
    await page.getByLabel('Start date').fill('2018-11-01');
    await page.getByRole('button', { name: 'Schedule', exact: true }).click();
    await expect(page.getByText('It has not run yet.')).toBeVisible();
    const path = new URL(page.url()).pathname;
    page = await installation.signedIn(world.person, '2018-11-01T05:59:35Z');
    await visit(page, path);
    const list = await page.context().newPage();
    await visit(list, `/organizations/${world.org}/schedules`);
    const row = table(list, 'Schedules').getByRole('row').filter({ hasText: '2018-11-01 06:00 UTC' });
    await expect(row.getByText('Never')).toBeVisible();
    const run = table(page, 'Runs').getByRole('row').filter({ hasText: '2018-11-01' });
    await expect(run.getByText('Successful')).toBeVisible({ timeout: 60_000 });
    await expect(table(list, 'Schedules').getByText('Successful')).toBeVisible({ timeout: 30_000 });
  } finally {
    await installation.end();
  }
});

test('a month that runs is projected, and one that is over is not', async ({ browser, bill }) => {
  test.slow();
  const installation = new Installation(browser);
  try {
    let page = await installation.at('2018-10-10T12:00:00Z');
    const world = await filled(page, bill);
    const analysis = `/organizations/${world.org}/analysis?period=this-month`;
    await visit(page, analysis);
    const soFar = await card(page, 'Month to date');
    // Ten of 31 days are known.
    expect(Math.abs((await card(page, 'Projected')) - (soFar / 10) * 31)).toBeLessThan(0.02);
    await expect(page.locator('.swatch-forecast')).toBeVisible();

    page = await installation.signedIn(world.person, '2018-11-20T12:00:00Z');
    await visit(page, analysis);
    expect(await card(page, 'Projected')).toBe(await card(page, 'Month to date'));
    await expect(page.locator('.swatch-forecast')).toHaveCount(0);
  } finally {
    await installation.end();
  }
});

test('a report is put into a bucket by a role that asks for the organization alone', async ({ browser, bill }) => {
  test.slow();
  const aws = await startAws();
  test.skip(aws === undefined, 'no moto: run `cargo xtask test`');
  if (!aws) return;
  const installation = new Installation(browser, {
    AWS_ACCESS_KEY_ID: 'AKIAMUSTER',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'us-east-1',
    MUSTER_AWS_PRINCIPAL: 'arn:aws:iam::123456789012:role/MusterServer',
    MUSTER_S3_ENDPOINTS: aws.endpoint,
  });
  try {
    const page = await installation.at('2018-10-31T12:00:00Z');
    const world = await filled(page, bill);
    await aws.bucket('reports-of-ada');
    const external = `muster-${world.org}`;
    await page.getByLabel('Start date').fill('2018-11-01');
    await page.getByText('Object store', { exact: true }).click();
    await expect(page.getByText(external)).toBeVisible();
    await page.getByLabel('Bucket and prefix').fill('s3://reports-of-ada/monthly');
    await page.getByRole('button', { name: 'Schedule', exact: true }).click();
    await expect(page.getByText('One field below has to be corrected.')).toBeVisible();
    await page.getByLabel('Region').fill(aws.region);
    await page.getByLabel('Role ARN').fill(await aws.putter('reports-of-ada', 'monthly', external));
    await page.getByLabel('Endpoint').fill(aws.endpoint);
    await page.getByRole('button', { name: 'Schedule', exact: true }).click();
    await page.getByRole('button', { name: 'Run now' }).click();
    const delivery = table(page, 'Deliveries').getByRole('row').filter({ hasText: 's3://reports-of-ada/monthly/' });
    await expect(delivery.getByText('Put there')).toBeVisible({ timeout: 60_000 });
    const object = (await delivery.getByText('s3://').innerText()).replace('s3://reports-of-ada/', '');
    expect(await aws.read('reports-of-ada', object)).toContain(',');
  } finally {
    await installation.end();
    aws.stop();
  }
});
