/** What shows that a domain is up (profile §6.3): a request of its own, whatever it says. */
import { newId } from '@iimp/protocol/ids';
import type { Sending } from '../peer.testkit.js';
import { startWorld, type World } from '../world.testkit.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

async function untilHeard(domain: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!world.neighbours.heard.includes(domain)) {
    if (Date.now() > deadline) throw new Error(`${domain} was not heard`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const body = (text: string): Sending => ({ body: Buffer.from(text) });

it.each<[string, number, Sending]>([
  ['is not JSON', 400, body('{"messages"')],
  ['is no message', 400, body('{}')],
  ['is of another content type', 400, { ...body('{}'), sign: { contentType: 'text/plain' } }],
  ['asks for what is not there', 404, { method: 'GET', path: `/federation/v1/attachments/${newId()}` }],
])('a domain is heard when its request %s', async (what, status, sending) => {
  const domain = `${what.replaceAll(' ', '-').toLowerCase()}.test`;
  expect((await world.peer(domain).send(sending)).status).toBe(status);
  await untilHeard(domain);
});

it('a domain is not heard by what others can send in its name', async () => {
  const forger = world.peer('named.test');
  expect((await forger.send({ ...body('{}'), headers: { 'iimp-destination': 'org3.test' } })).status).toBe(401);
  expect((await forger.send({ ...body('{}'), sentBody: Buffer.from('[]') })).status).toBe(401);
  const peer = world.peer('repeated.test');
  const sending = body(JSON.stringify(peer.message()));
  const again = { ...sending, headers: peer.sign(sending) };
  expect((await peer.send(again)).status).toBe(200);
  await untilHeard(peer.domain);
  // Longer than a domain that was heard is not told of again.
  world.advance(6_000);
  expect((await peer.send(again)).json.code).toBe('replayed_request');
  await world.peer('last.test').send(body('{}'));
  await untilHeard('last.test');
  expect(world.neighbours.heard.filter((domain) => /named|repeated/.test(domain))).toEqual([peer.domain]);
});
