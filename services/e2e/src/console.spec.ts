/** The console of operators in a real Chromium, over two real organizations. */
import { existsSync } from 'node:fs';
import { newId } from '@iimp/protocol/ids';
import { startStandaloneWorld } from '@iimp/testbed/standalone-world';
import type { World } from '@iimp/testbed/world';
import { chromium, type Browser, type Page } from 'playwright-core';
import { type AdminService, startAdminService } from './admin.testkit.js';
import { CHROMIUM, CHROMIUM_FLAGS, MISSING_CHROMIUM } from './chromium.testkit.js';
import { compose, Mailbox } from './mailbox.testkit.js';
import { person } from './people.testkit.js';

jest.setTimeout(180_000);

const [ONE, TWO] = ['org1.test', 'org2.test'] as const;
/** Chromium says this of every refusal, however well the page handles it. */
const REFUSED = 'Failed to load resource: the server responded with a status of 401 (Unauthorized)';

let world: World;
let browser: Browser;
let admin: AdminService;
let url: string;
let alice: Mailbox;
let bob: Mailbox;

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) throw new Error(MISSING_CHROMIUM);
  // Long back-offs: what goes out does so because somebody pressed a button.
  world = await startStandaloneWorld({ env: { IIMP_RETRY_BASE: '10m', IIMP_RETRY_CAP: '1h' } });
  admin = await startAdminService(world, ONE);
  ({ url } = admin);
  browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: CHROMIUM_FLAGS });
  alice = new Mailbox(await person(world, `alice@${ONE}`));
  bob = new Mailbox(await person(world, `bob@${TWO}`));
});
afterAll(async () => {
  await browser?.close();
  await admin?.close();
  await world?.close();
});

/** A token of that role. */
async function token(role: string): Promise<string> {
  const [made] = JSON.parse(
    await world.org(ONE).iimpctl('--json', 'admin-token', 'add', `${role}-${newId().slice(24)}`, '--role', role),
  ) as { token: string }[];
  return made?.token ?? '';
}

/** A page in a profile of its own; `complaints` is all that the browser finds wrong with it: errors, and violations of the policy. */
async function open(): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage({ ignoreHTTPSErrors: true });
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on('console', (line) => {
    if (['error', 'warning'].includes(line.type())) complaints.push(line.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  return { page, complaints };
}

async function logIn(page: Page, secret: string): Promise<void> {
  await page.getByLabel('Administration token').fill(secret);
  await page.getByRole('button', { name: 'Log in' }).click();
}

const rowOf = (page: Page, domain: string) => page.locator(`tbody[data-domain="${domain}"]`);

async function send(...texts: string[]): Promise<string[]> {
  const lane = newId();
  const keys = await alice.client.keysOf(bob.client.address);
  const ids: string[] = [];
  for (const text of texts) {
    const message = await compose(alice.client, [keys], text, lane);
    await alice.client.post(message);
    ids.push(message.message_id);
  }
  return ids;
}

it('lets an operator see a paused destination with its backlog, and resume it', async () => {
  await world.org(ONE).iimpctl('destination', 'pause', TWO);
  const ids = await send('one', 'two', 'three');
  const { page, complaints } = await open();
  await logIn(page, await token('operator'));
  const row = rowOf(page, TWO);
  await row.getByText('paused', { exact: true }).waitFor();
  expect(await row.locator('tr').first().locator('td').allTextContents()).toEqual(
    expect.arrayContaining(['paused', '3', 'when resumed']),
  );
  await page.getByText('1 paused').first().waitFor();
  // By the keyboard: what happened lately, below the line.
  await row.getByRole('button', { name: TWO }).first().press('Enter');
  await row.getByText('Last success').waitFor();

  await row.getByRole('button', { name: `Resume ${TWO}` }).click();
  expect(await bob.texts(ids)).toEqual(['one', 'two', 'three']);
  await page.getByText(`${TWO} goes on.`).waitFor();
  await page.getByText('No destination needs attention.').waitFor();
  await page.getByRole('img', { name: /^Backlog, now: messages that wait 0$/ }).waitFor();

  // One that is well is among all of them, and can be paused there.
  await page.getByRole('button', { name: 'All known' }).click();
  await row.getByRole('button', { name: `Pause ${TWO}` }).click();
  await row.getByText('paused', { exact: true }).waitFor();
  // The list as it is now, with a destination that is paused.
  await page.getByRole('button', { name: 'All known' }).click();
  await row.getByText('paused', { exact: true }).waitFor();
  await row.getByRole('button', { name: `Resume ${TWO}` }).click();
  await row.getByText('up', { exact: true }).waitFor();
  // The overview names only those in trouble, and so says nothing of it any more: it stays as it was found.
  for (let n = 0; n < 3; n++) await page.waitForResponse((response) => response.url().endsWith('/overview'));
  expect(await row.locator('.state').first().textContent()).toBe('up');
  expect(complaints).toEqual([]);
  await page.close();
});

it('shows a viewer the same, without a button that acts', async () => {
  await world.org(ONE).iimpctl('destination', 'pause', TWO);
  const { page, complaints } = await open();
  await logIn(page, await token('viewer'));
  await rowOf(page, TWO).getByText('paused', { exact: true }).waitFor();
  for (const act of ['Resume', 'Pause', 'Retry']) {
    expect(await page.getByRole('button', { name: act, includeHidden: true }).count()).toBe(0);
  }
  await world.org(ONE).iimpctl('destination', 'resume', TWO);
  expect(complaints).toEqual([]);
  await page.close();
});

it('says clearly that a token is not accepted, and keeps none that was', async () => {
  const { page, complaints } = await open();
  await logIn(page, 'x'.repeat(43));
  expect(await page.getByRole('alert').textContent()).toMatch(/^$|This token is not accepted/);
  await page.getByText('This token is not accepted: it is mistyped, has expired, or was revoked.').waitFor();
  await logIn(page, await token('viewer'));
  await page.getByRole('heading', { name: 'Destinations' }).waitFor();
  const kept = () => page.evaluate(() => [sessionStorage.length, localStorage.length, document.cookie]);
  expect(await kept()).toEqual([1, 0, '']);
  await page.reload();
  await page.getByRole('heading', { name: 'Destinations' }).waitFor();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByLabel('Administration token').waitFor();
  expect([await kept(), complaints]).toEqual([[0, 0, ''], [REFUSED]]);
  await page.close();
});

it('ends the session of a token that is revoked', async () => {
  const { page, complaints } = await open();
  await logIn(page, await token('operator'));
  await page.getByRole('heading', { name: 'Destinations' }).waitFor();
  const tokens = JSON.parse(await world.org(ONE).iimpctl('--json', 'admin-token', 'list')) as { name: string }[];
  for (const { name } of tokens) await world.org(ONE).iimpctl('admin-token', 'revoke', name);
  await page.getByText('Your token has expired or was revoked. Log in with another one.').waitFor();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  expect(new Set(complaints)).toEqual(new Set([REFUSED]));
  await page.close();
});

it('is served with a policy that lets nothing foreign in, and is asked for again cheaply', async () => {
  const answer = await world.fetch(url);
  const html = await answer.text();
  expect(answer.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self';/,
  );
  expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|<style|https?:\/\//);
  const etag = answer.headers.get('etag') ?? '';
  expect((await world.fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
  const [script] = /\/console\/main-[0-9a-f]{12}\.js/.exec(html) ?? [];
  const asset = await world.fetch(new URL(script ?? '', url));
  expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, expect.stringContaining('immutable')]);
  for (const path of ['console/nothing.js', 'console/..%2f..%2fpackage.json', 'console/index.html/x'])
    expect([path, (await world.fetch(`${url}${path}`)).status]).toEqual([path, 404]);
});

it('tells when the service does not answer, and goes on when it does again', async () => {
  const { page } = await open();
  await logIn(page, await token('viewer'));
  await page.getByRole('heading', { name: 'Destinations' }).waitFor();
  await admin.stop();
  await page.getByText('The service does not answer').first().waitFor();
  await admin.start();
  await page.getByText('All is well').waitFor({ timeout: 90_000 });
  await page.close();
});
