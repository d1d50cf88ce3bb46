import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { type Aws, startAws } from '../fixtures/aws.ts';
import { addManagementAccount } from '../fixtures/bills.ts';
import { MONTH } from '../fixtures/bill.ts';
import { expect, test as base } from '../fixtures/console.ts';
import { look as lookAt } from '../fixtures/look.ts';
import { signUp, somebody } from '../fixtures/people.ts';
import { type Server, startServer } from '../fixtures/server.ts';
import { rowOf } from '../fixtures/tables.ts';

const PRINCIPAL = 'arn:aws:iam::123456789012:role/MusterServer';

/** A console that reads from an AWS of its own. */
const test = base.extend<object, { aws: Aws | undefined; connecting: Server }>({
  aws: [
    async ({}, use) => {
      const aws = await startAws();
      await use(aws);
      aws?.stop();
    },
    { scope: 'worker' },
  ],
  connecting: [
    async ({ aws }, use, worker) => {
      const log = join(import.meta.dirname, '../test-results', `connecting-${worker.workerIndex}.log`);
      const server = await startServer(log, {
        AWS_ACCESS_KEY_ID: 'AKIAMUSTER',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_REGION: 'us-east-1',
        MUSTER_AWS_PRINCIPAL: PRINCIPAL,
        MUSTER_S3_ENDPOINTS: aws?.endpoint ?? '',
      });
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
});

for (const script of [true, false]) {
  const how = script ? '' : ', without script too';
  test(`an account is connected, waits for its first delivery, reads it, and says what breaks${how}`, async ({ browser, aws, connecting, bill }) => {
    test.skip(aws === undefined, 'no moto: run `cargo xtask test`');
    if (!aws) return;
    test.slow();
    const context = await browser.newContext({ baseURL: connecting.url, javaScriptEnabled: script });
    const page = await context.newPage();
    const [payer] = bill.accounts;
    if (!payer) throw new Error('the bill has no account');
    const { bucket, prefix, report, folder } = delivery(bill.files, script);
    await aws.bucket(bucket);
    await page.goto('/sign-up');
    await signUp(page, somebody(`Connected ${script ? 'with' : 'without'} script`));
    await page.locator('.sidebar').getByRole('link', { name: 'Management accounts' }).click();
    await addManagementAccount(page, payer);
    await look(page, script, 'not-connected');

    await test.step('where AWS delivers: refused fields are named, and what was typed stays', async () => {
      await page.getByRole('link', { name: 'Connect AWS' }).click();
      await expect(page.getByRole('heading', { level: 1, name: `Connect ${payer.name}` })).toBeVisible();
      await page.getByLabel('Bucket', { exact: true }).fill('No Bucket');
      await page.getByLabel('Region', { exact: true }).fill(aws.region);
      await page.getByLabel('Prefix', { exact: true }).fill(prefix);
      await page.getByLabel('Report or export name', { exact: true }).fill(report);
      await page.getByText('Encryption and other stores').click();
      await page.getByLabel('Endpoint', { exact: true }).fill('http://169.254.169.254');
      await page.getByLabel('Path-style addresses').check();
      await page.getByRole('button', { name: 'Save and continue' }).click();
      await expect(page.getByText(/Not a bucket's name/)).toBeVisible();
      await look(page, script, 'place-refused');
      await expect(page.getByLabel('Report or export name', { exact: true })).toHaveValue(report);
      await page.getByLabel('Bucket', { exact: true }).fill(bucket);
      await page.getByRole('button', { name: 'Save and continue' }).click();
      await expect(page.getByText(`Whoever runs this server allows ${aws.endpoint}.`)).toBeVisible();
      await page.getByLabel('Endpoint', { exact: true }).fill(aws.endpoint);
      await page.getByRole('button', { name: 'Save and continue' }).click();
      await expect(page.getByRole('heading', { name: 'Make a role in your account' })).toBeVisible();
    });
    const externalId = (await page.locator('.copy-text').first().textContent()) ?? '';
    await test.step('the role, as CloudFormation and Terraform, for this delivery and this external ID', async () => {
      expect(externalId).toMatch(/^muster-[\w-]{43}$/);
      await page.getByText('Read it', { exact: true }).click();
      const template = page.getByRole('region', { name: 'Template' });
      await expect(template).toContainText(externalId);
      await expect(template).toContainText(PRINCIPAL);
      await expect(template).toContainText(`arn:aws:s3:::${bucket}/${prefix}/${report}/*`);
      await look(page, script, 'role');
      await page.getByRole('link', { name: 'Terraform' }).click();
      await expect(page.getByText('Run terraform apply.')).toBeVisible();
      await page.getByLabel('Role ARN', { exact: true }).fill('MusterBills');
      await page.getByRole('button', { name: 'Connect and check' }).click();
      await expect(page.getByText(/is not a role's ARN/)).toBeVisible();
    });
    await test.step('a role that nobody made is refused by name, and the remedy says what to compare', async () => {
      await page.getByLabel('Role ARN', { exact: true }).fill('arn:aws:iam::123456789012:role/Nobody');
      await page.getByRole('button', { name: 'Connect and check' }).click();
      await expect(page.getByText('The role cannot be assumed').first()).toBeVisible({ timeout: 30_000 });
      await expect(page.getByText(/whether its condition sts:ExternalId is the external ID/)).toBeVisible();
      await look(page, script, 'failing');
    });
    await test.step('with the right role everything answers, and nothing is delivered yet', async () => {
      const role = await aws.role(bucket, prefix, externalId);
      await page.getByRole('link', { name: 'Change' }).click();
      await page.getByRole('button', { name: 'Save and continue' }).click();
      await page.getByLabel('Role ARN', { exact: true }).fill(role);
      await page.getByRole('button', { name: 'Connect and check' }).click();
      await expect(page.getByText(/Waiting for the first delivery\. AWS writes a new report within 24 hours/)).toBeVisible({ timeout: 30_000 });
      await look(page, script, 'waiting');
    });
    await test.step('the delivery arrives, and its month is read', async () => {
      await aws.deliver(bucket, prefix, folder);
      await page.getByRole('button', { name: 'Check now' }).click();
      await expect(page.getByText('It is in the ledger.')).toBeVisible({ timeout: 90_000 });
      await expect(rowOf(page, 'Delivered months', MONTH)).toContainText(/Estimated|Final/);
      await expect(page.locator('.page-header').getByText('Ready', { exact: true })).toBeVisible();
      await look(page, script, 'ready');
    });
    await test.step('everybody is told that the bills are there', async () => {
      await page.goto('/notifications');
      await expect(page.getByText(`The bills of ${payer.name} are ready`)).toBeVisible();
    });
    await test.step('another role breaks it: the finding, and a banner where people look', async () => {
      await page.goBack();
      await page.getByRole('link', { name: 'Change' }).click();
      await page.getByRole('button', { name: 'Save and continue' }).click();
      await page.getByLabel('Role ARN', { exact: true }).fill('arn:aws:iam::123456789012:role/Gone');
      await page.getByRole('button', { name: 'Connect and check' }).click();
      await expect(page.getByText('The role cannot be assumed').first()).toBeVisible({ timeout: 30_000 });
      await look(page, script, 'broken');
      await page.locator('.sidebar').getByRole('link', { name: 'Enrollment' }).click();
      await expect(page.getByRole('status').getByText(`${payer.name}: The role cannot be assumed`)).toBeVisible();
      await look(page, script, 'enrollment-banner');
      await page.getByRole('link', { name: 'See what to do' }).click();
      await expect(page.getByRole('heading', { level: 1, name: `Delivery of ${payer.name}` })).toBeVisible();
    });
    await test.step('disconnected, what is in the ledger stays', async () => {
      await page.getByRole('link', { name: 'Disconnect' }).click();
      await look(page, script, 'disconnect');
      await page.getByRole('button', { name: 'Disconnect' }).click();
      await expect(page.getByText('Bills can come by themselves')).toBeVisible();
      await expect(rowOf(page, 'Months in the ledger', MONTH)).toBeVisible();
      await look(page, script, 'disconnected');
    });
    await context.close();
  });
}

/** Where in the bucket the generated bill is put: `folder` holds the folder of the report. */
function delivery(files: string[], script: boolean) {
  const root = resolve(process.env['MUSTER_BILLS'] ?? '');
  const [first] = files;
  const report = (first ?? '').slice(root.length + 1).split('/')[0] ?? '';
  return { bucket: `acme-bills-${script ? 'with' : 'without'}-script`, prefix: 'cur', report, folder: root };
}

/** Pages without script are the same pages: without it axe cannot look. */
async function look(page: Page, script: boolean, name: string): Promise<void> {
  if (script) await lookAt(page, name);
}
