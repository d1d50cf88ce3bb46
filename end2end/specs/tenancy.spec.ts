import type { Browser, BrowserContext } from '@playwright/test';
import { expect, test } from '../fixtures/console.ts';
import { pagesOf } from '../fixtures/pages.ts';
import { signIn } from '../fixtures/people.ts';
import { type FullWorld, fullWorld, newWorld, post } from '../fixtures/world.ts';

test("another organization's things do not exist", async ({ page, bill, browser, baseURL, complaints }) => {
  complaints.expect(/status of 404/);
  const world = await stranger(browser, baseURL, (context) => fullWorld(context.request, bill));
  await newWorld(page.request, 'Contoso');
  for (const { path } of pagesOf(world)) {
    const answer = await page.goto(path);
    expect.soft(answer?.status(), path).toBe(404);
    await expect.soft(page.getByText('There is nothing at this address, or not for you.'), path).toBeVisible();
    expect.soft(await page.content(), path).not.toMatch(/Northwind|Aurora|Reseller standard/);
  }
  for (const path of filesOf(world)) {
    expect.soft((await page.request.get(path, { maxRedirects: 0 })).status(), path).toBe(404);
  }
  for (const [endpoint, fields] of callsOn(world)) {
    const answer = await post(page.request, endpoint, fields, 'application/json');
    expect.soft(answer.status(), endpoint).toBe(404);
  }
  const answer = await page.request.post(uploadOf(world), {
    multipart: { files: { name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('a') } },
  });
  expect(answer.status()).toBe(404);
});

test('who is not signed in is sent to sign in, and then on', async ({ page, bill, browser, baseURL, request }) => {
  const world = await stranger(browser, baseURL, (context) => fullWorld(context.request, bill));
  for (const { path } of pagesOf(world)) {
    await page.goto(path);
    await expect.soft(page, path).toHaveURL(/\/sign-in\?next=/);
  }
  for (const path of filesOf(world)) {
    const answer = await request.get(path, { maxRedirects: 0 });
    expect.soft(answer.headers()['location'], path).toMatch(/^\/sign-in/);
  }
  for (const [endpoint, fields] of callsOn(world)) {
    expect.soft((await post(request, endpoint, fields, 'application/json')).status(), endpoint).toBe(401);
  }
  const page_ = `/organizations/${world.org}/reports/${world.report}`;
  await page.goto(page_);
  await signIn(page, world.person);
  await expect(page).toHaveURL(page_);
});

/** What somebody else made, in a browser of their own. */
async function stranger<T>(browser: Browser, baseURL: string | undefined, make: (context: BrowserContext) => Promise<T>) {
  const context = await browser.newContext(baseURL ? { baseURL } : {});
  const made = await make(context);
  await context.close();
  return made;
}

const reportOf = (world: FullWorld) => `/organizations/${world.org}/reports/${world.report}`;
const filesOf = (world: FullWorld) => [`${reportOf(world)}/download?format=csv`, `${reportOf(world)}/explain`];
const uploadOf = (world: FullWorld) => `/organizations/${world.org}/management-accounts/${world.managementAccount}/upload`;

/** One call of each server function that takes an organization, as its owner could make it. */
function callsOn(world: FullWorld): [endpoint: string, fields: [string, string][]][] {
  const call = (endpoint: string, fields: Record<string, string> = {}): [string, [string, string][]] => [
    endpoint,
    Object.entries({ org: world.org, ...fields }),
  ];
  const { managementAccount, subset, workflow, report, ticket } = world;
  const name = { name: 'Mine now' };
  return [
    call('organizations/rename', name),
    call('management-accounts/list'),
    call('management-accounts/find', { id: managementAccount }),
    call('management-accounts/add', { account_id: '111122223333', ...name }),
    call('management-accounts/rename', { id: managementAccount, ...name }),
    call('management-accounts/remove', { id: managementAccount }),
    call('imports/list', { management_account: managementAccount }),
    call('accounts/list'),
    call('subsets/list'),
    call('subsets/find', { id: subset }),
    call('subsets/create', name),
    call('subsets/rename', { id: subset, ...name }),
    call('subsets/assign', { id: subset, 'accounts[]': '561313371442' }),
    call('subsets/unassign', { id: subset, 'accounts[]': '561313371442' }),
    call('subsets/impact', { 'ids[]': subset }),
    call('subsets/delete', { 'ids[]': subset }),
    call('workflows/list'),
    call('workflows/find', { id: workflow }),
    call('workflows/compose', { 'form[intent]': 'save', 'form[draft][name]': 'Mine', 'form[draft][no_rules]': 'true' }),
    call('workflows/delete', { id: workflow }),
    call('reports/list'),
    call('reports/find', { id: report }),
    call('reports/generate', { id: workflow, 'form[name]': 'Mine', 'form[when]': 'month', 'form[month]': '2018-10', 'form[groups][0]': 'account' }),
    call('reports/retry', { id: report }),
    call('reports/delete', { id: report }),
    call('tickets/list'),
    call('tickets/find', { id: ticket }),
    call('tickets/ask', { kind: 'question', text: 'Why?' }),
    call('tickets/associate', { from: '2018-10', text: 'R&D : Mine' }),
    call('tickets/end-customer', { subset, email: 'a@example.com', organization: world.org }),
    call('enrollment/coverage', { id: managementAccount }),
    call('tickets/strategy-call', { management_account: managementAccount, times: 'Now' }),
    call('enrollment/list'),
    call('enrollment/validation', { id: report }),
    call('enrollment/validate', { id: report }),
    call('tickets/comment', { id: ticket, text: 'Why?' }),
    call('tickets/withdraw', { id: ticket }),
  ];
}
