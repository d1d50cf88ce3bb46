import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import type { Page } from '@playwright/test';
import { test as base, expect, visit } from '../fixtures/console.ts';
import { type MailServer, linkIn, startMail } from '../fixtures/mail.ts';
import { sendSignUp, signIn, somebody } from '../fixtures/people.ts';
import { newWorldByMail } from '../fixtures/world.ts';
import { startServer } from '../fixtures/server.ts';

/** A console that sends mail. */
const test = base.extend<object, { mail: MailServer }>({
  mail: [
    async ({}, use) => {
      const mail = await startMail();
      await use(mail);
      await mail.stop();
    },
    { scope: 'worker' },
  ],
  serverUrl: [
    async ({ mail }, use, worker) => {
      const log = join(import.meta.dirname, `../test-results/mail-${worker.workerIndex}.log`);
      const server = await startServer(log, { MUSTER_SMTP_URL: mail.url, MUSTER_SMTP_FROM: 'Muster <billing@example.com>' });
      await use(server.url);
      await server.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
});

test('who signs up is let in by the link of a mail, and invites by mail', async ({ page, browser, mail, baseURL }) => {
  const ada = somebody();
  await visit(page, '/sign-up');
  await sendSignUp(page, ada);
  await expect(page.getByRole('heading', { level: 1, name: 'Look into your mail' })).toBeVisible();
  await visit(page, linkIn(await mail.mailTo(ada.email, 'Confirm your e-mail address'), '/confirm/'));
  await page.getByRole('button', { name: 'It is my address' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Management accounts' })).toBeVisible();
  await expect(page.getByText(`Confirm ${ada.email}`)).toHaveCount(0);

  const grace = somebody();
  await page.getByRole('link', { name: 'Members' }).click();
  await page.getByRole('link', { name: 'Invite a person' }).click();
  await page.getByLabel('E-mail').fill(grace.email);
  await page.getByRole('button', { name: 'Make the invitation' }).click();
  await expect(page.getByText(`A link is on its way to ${grace.email}`)).toBeVisible();

  const invited = await mail.mailTo(grace.email, 'invites you to');
  expect(invited.html).toContain('See the invitation');
  const hers = await browser.newPage(baseURL === undefined ? {} : { baseURL });
  await visit(hers, linkIn(invited, '/invitations/'));
  await hers.getByLabel('Your name').fill('Grace Example');
  await hers.getByLabel('Password').fill(grace.password);
  await hers.getByRole('button', { name: 'Create account and join' }).click();
  await expect(hers.getByRole('heading', { level: 1, name: 'Management accounts' })).toBeVisible();
  await hers.close();
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled });

    test('whether somebody has an address is told to whoever has it only', async ({ page, request, mail }) => {
      const { person } = await newWorldByMail(request, mail);
      const answers = [];
      for (const email of [person.email, somebody().email]) {
        await page.goto('/sign-up');
        await sendSignUp(page, { ...person, email, password: 'battery staple horse' });
        await expect(page.getByRole('heading', { level: 1, name: 'Look into your mail' })).toBeVisible();
        answers.push([new URL(page.url()).pathname, await page.locator('.sign').innerText()]);
      }
      expect(answers[0]).toEqual(answers[1]);
      const told = await mail.mailTo(person.email, 'You have an account on Muster');
      expect(linkIn(told, '/sign-in')).toBe('/sign-in');
    });

    test('a forgotten password is set anew by the link of a mail', async ({ page, request, mail, complaints }) => {
      complaints.expect(/status of 404/);
      const { person } = await newWorldByMail(request, mail);
      await page.goto('/sign-in');
      await page.getByRole('link', { name: 'Forgot your password?' }).click();
      await page.getByLabel('E-mail').fill(person.email);
      await page.getByRole('button', { name: 'Mail me the link' }).click();
      await expect(page.getByText('a link is on its way there')).toBeVisible();

      const link = linkIn(await mail.mailTo(person.email, 'Set a new password'), '/reset/');
      await page.goto(link);
      await page.getByLabel('New password').fill('battery staple horse');
      await page.getByRole('button', { name: 'Set the password' }).click();
      await expect(page.getByText('Your password was set')).toBeVisible();
      await signIn(page, { ...person, password: 'battery staple horse' });
      await expect(page.getByRole('heading', { level: 1, name: 'Management accounts' })).toBeVisible();
      await page.goto(link);
      await expect(page.getByText('This link was used before')).toBeVisible();
    });

    test('one-time codes are set up, asked for, and turned off', async ({ page, request, mail, complaints }) => {
      complaints.expect(/status of 422/);
      const { person } = await newWorldByMail(request, mail);
      await page.goto('/sign-in');
      await signIn(page, person);
      await expect(page.getByRole('heading', { level: 1, name: 'Management accounts' })).toBeVisible();
      await page.goto('/account/two-factor');
      await page.getByLabel('Your password').fill(person.password);
      await page.getByRole('button', { name: 'Begin' }).click();
      await expect(page.getByRole('img', { name: 'QR code for an authenticator' })).toBeVisible();
      const phone = new TOTP({ secret: Secret.fromBase32((await page.locator('.copy-text').innerText()).replaceAll(' ', '')) });
      await page.getByRole('textbox', { name: 'Code' }).fill(phone.generate());
      await page.getByRole('button', { name: 'Turn on' }).click();
      await expect(page.locator('.recovery-codes code')).toHaveCount(10);
      const codes = await page.locator('.recovery-codes code').allInnerTexts();
      await page.reload();
      await expect(page.getByText('Shown already')).toBeVisible();

      await page.context().clearCookies();
      await page.goto('/sign-in?next=/account');
      await signIn(page, person);
      await expect(page.getByRole('heading', { level: 1, name: 'One-time code' })).toBeVisible();
      await page.getByRole('textbox', { name: 'Code' }).fill('000000');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByText('This code is wrong')).toBeVisible();
      await page.getByRole('textbox', { name: 'Code' }).fill(codes[0] ?? '');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'My account' })).toBeVisible();
      await expect(page.getByText('9 recovery codes left')).toBeVisible();

      await page.getByRole('link', { name: 'Change one-time codes' }).click();
      await page.locator('#disable-password').fill(person.password);
      await page.locator('#disable-code').fill(codes[1] ?? '');
      await page.getByRole('button', { name: 'Turn one-time codes off' }).click();
      await expect(page.getByText('One-time codes were turned off.')).toBeVisible();
    });

    test('a password is changed, and other browsers are signed out', async ({ page, request, browser, baseURL, mail, complaints }) => {
      complaints.expect(/status of 422/);
      const { person } = await newWorldByMail(request, mail);
      await page.goto('/sign-in?next=/account');
      await signIn(page, person);
      await expect(page.getByRole('row').filter({ hasText: 'This browser' })).toBeVisible();
      const other = await browser.newPage(baseURL === undefined ? {} : { baseURL });
      await other.goto('/sign-in?next=/account');
      await signIn(other, person);
      await expect(other.getByRole('row').filter({ hasText: 'Sign out' })).toHaveCount(2);

      await page.getByLabel('Current password').fill('not this one');
      await page.getByLabel('New password').fill('battery staple horse');
      await page.getByRole('button', { name: 'Change password' }).click();
      await expect(page.getByText('This is not your password')).toBeVisible();
      await page.getByLabel('Current password').fill(person.password);
      await page.getByLabel('New password').fill('battery staple horse');
      await page.getByRole('button', { name: 'Change password' }).click();
      await expect(page.getByText('Every other browser was signed out.')).toBeVisible();
      await expect(page.getByRole('row').filter({ hasText: 'Sign out' })).toHaveCount(0);
      await other.goto('/account');
      await expect(other.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
      await other.close();
    });
  });
}

test('who guesses is told how long to wait', async ({ page, request, mail, complaints }) => {
  complaints.expect(/status of (422|429)/);
  const { person } = await newWorldByMail(request, mail);
  await visit(page, '/sign-in');
  for (let guess = 0; guess < 11; guess += 1) await guessPassword(page, person.email);
  await expect(page.getByText(/Too many tries; try again in 1\d minutes/)).toBeVisible();
});

async function guessPassword(page: Page, email: string): Promise<void> {
  const answered = page.waitForResponse(/sign-in/);
  await signIn(page, { ...somebody(), email, password: 'a guess' });
  await answered;
}
