import { randomBytes } from 'node:crypto';
import { generateUserKeys } from '@iimp/crypto/keys';
import { IimpClient } from './client.js';
import { ApiError, IdentityChangedError, UnsentError } from './errors.js';
import { FakeHome } from './fake-home.testkit.js';
import { addToTimeline, EMPTY_TIMELINE } from './timeline.js';

describe('client', () => {
  const home = new FakeHome();
  const { login } = home;
  const count = (what: string): number => home.server.requests.filter((line) => line.startsWith(what)).length;

  it('says why a log-in was refused', async () => {
    const refused = IimpClient.login({ apiUrl: home.apiUrl, user: 'alice@org1.test', password: 'wrong' });
    await expect(refused).rejects.toMatchObject({ name: 'ApiError', status: 401, code: 'invalid_credentials' });
  });

  it('carries a conversation: text, edit, reply, as a reader sees it', async () => {
    const [alice, bob] = await Promise.all([login('alice@org1.test'), login('bob@org2.test')]);
    const { message } = await alice.send({ to: ['Bob@org2.test'], text: 'hello' });
    await alice.edit(message, 'hello, edited');
    await bob.reply(message, 'hi');
    const page = await bob.sync({ cursor: 0 });
    expect(page.nextCursor).toBe(3);
    const timeline = page.messages.reduce(addToTimeline, EMPTY_TIMELINE);
    expect([...timeline.entries.values()]).toMatchObject([
      { sender: 'alice@org1.test', text: 'hello, edited', edits: 1, verified: 'verified' },
      { sender: 'bob@org2.test', text: 'hi', edits: 0, verified: 'verified' },
    ]);
  });

  it('shows what it cannot open without hiding the rest', async () => {
    const [alice, bob] = await Promise.all([login('alice@org1.test'), login('bob@org2.test')]);
    const { message } = await alice.send({ to: [bob.address], text: 'one' });
    await alice.send({ to: [bob.address], text: 'two' });
    home.server.mailbox[0] = { ...message, timestamp: message.timestamp + 1 };
    const { messages } = await bob.sync({ cursor: 0 });
    expect(messages[0]?.problem).toMatchObject({ code: 'invalid_signature' });
    expect(messages[0]?.content).toBeUndefined();
    const shown = messages.map(({ content, problem }) => (content ? content.text : problem.message));
    expect(shown).toEqual([expect.stringContaining('signature'), 'two']);
  });

  it('reads from the beginning again when the mailbox ends before the cursor', async () => {
    const [alice, bob] = await Promise.all([login('alice@org1.test'), login('bob@org2.test')]);
    for (const text of ['one', 'two']) await alice.send({ to: [bob.address], text });
    home.server.intercept = (request, response) => {
      const isAhead = request.url?.includes('cursor=9&') === true;
      if (isAhead) home.server.json(response, 409, { code: 'cursor_ahead', detail: 'cursor: the mailbox ends at 2' });
      return isAhead;
    };
    const stop = new AbortController();
    for await (const page of bob.updates({ cursor: 9, signal: stop.signal })) {
      expect(page.messages.map(({ content }) => content?.text)).toEqual(['one', 'two']);
      stop.abort();
    }
    await expect(bob.sync({ cursor: 9 })).rejects.toMatchObject({ code: 'cursor_ahead', temporary: false });
  });

  it('repeats a message that got no answer under the same id', async () => {
    const [alice, bob] = await Promise.all([login('alice@org1.test'), login('bob@org2.test')]);
    let cut = 0;
    home.server.intercept = (request, _response) => {
      if (!request.url?.endsWith('/messages') || cut++ > 1) return false;
      request.socket.destroy();
      return true;
    };
    await expect(alice.send({ to: [bob.address], text: 'once' })).resolves.toMatchObject({ status: 'stored' });
    expect(count('POST /api/v1/messages')).toBe(3);
    expect(home.server.mailbox).toHaveLength(1);
  });

  it('gives a message back that may not have been sent, so that it is not sent twice', async () => {
    const [alice, bob] = await Promise.all([login('alice@org1.test'), login('bob@org2.test')]);
    // It is stored, and no answer ever comes.
    home.server.intercept = (request, response) => {
      if (request.url?.endsWith('/messages')) response.end = () => response.destroy();
      return false;
    };
    const error = await alice.send({ to: [bob.address], text: 'once' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnsentError);
    expect(error).toMatchObject({ cause: { name: 'NetworkError' } });
    home.server.intercept = () => false;
    await expect(alice.post((error as UnsentError).unsent)).resolves.toMatchObject({ status: 'duplicate' });
    expect(home.server.mailbox).toHaveLength(1);
    const kept = await alice.prepare({ to: [bob.address], text: 'later' });
    expect(home.server.mailbox).toHaveLength(1);
    await expect(alice.post(kept)).resolves.toMatchObject({ status: 'stored' });
  });

  it('tells a refusal as it is', async () => {
    const [alice, bob] = await Promise.all([login('alice@org1.test'), login('bob@org2.test')]);
    home.server.intercept = (request, response) => {
      const isPost = request.url?.endsWith('/messages') === true;
      if (isPost) home.server.json(response, 403, { code: 'not_a_participant', detail: 'no' });
      return isPost;
    };
    await expect(alice.send({ to: [bob.address], text: 'no' })).rejects.toMatchObject({ code: 'not_a_participant' });
  });

  it('tells whether there is more of a conversation, however few a page has', async () => {
    const [alice, bob] = await Promise.all([login('alice@org1.test'), login('bob@org2.test')]);
    const { message } = await alice.send({ to: [bob.address], text: 'one' });
    for (const text of ['two', 'three']) await alice.reply(message, text);
    home.server.pageSize = 2;
    const page = await bob.history(message.conversation_id);
    expect([page.messages.map(({ content }) => content?.text), page.hasMore]).toEqual([['three', 'two'], true]);
    const rest = await bob.history(message.conversation_id, { before: page.messages[1]!.message.message_id });
    expect([rest.messages.map(({ content }) => content?.text), rest.hasMore]).toEqual([['one'], false]);
    await bob.conversations({ before: message.message_id, limit: 7 }).catch(() => undefined);
    expect(home.server.requests.at(-1)).toMatch(new RegExp(`/conversations\\?limit=7&before=${message.message_id}$`));
  });

  it('goes on with a log-in of before, and tells each refresh token', async () => {
    const kept: string[] = [];
    const more = { onRefreshToken: (token: string) => void kept.push(token) };
    const alice = await login('alice@org1.test', more);
    const resume = (refreshToken: string): Promise<IimpClient> =>
      IimpClient.resume({ apiUrl: home.apiUrl, user: alice.address, secret: alice.secret, refreshToken, ...more });
    const again = await resume(kept[0]!);
    expect(kept).toHaveLength(2);
    expect(await again.account()).toMatchObject({ user: alice.address });
    await expect(resume(kept[0]!)).rejects.toMatchObject({ code: 'invalid_credentials' });
  });

  it('waits as long as the server asks before it repeats, and not for a refusal', async () => {
    const alice = await login('alice@org1.test');
    home.server.intercept = (request, response) => {
      if (!request.url?.endsWith('/account')) return false;
      home.server.json(response, 422, { code: 'invalid_edit', detail: 'no' });
      return true;
    };
    const asked = count('GET /api/v1/account');
    await expect(alice.account()).rejects.toBeInstanceOf(ApiError);
    expect(count('GET /api/v1/account')).toBe(asked + 1);
    let times = 0;
    home.server.intercept = (request, response) => {
      if (!request.url?.includes('/conversations?') || times++ > 0) return false;
      home.server.json(response, 429, { code: 'rate_limited', detail: 'slow' }, { 'retry-after': '0' });
      return true;
    };
    await expect(alice.conversations()).rejects.toMatchObject({ code: 'not_found' });
    expect(times).toBe(2);
  });

  it('tells who waits that the server asks for a longer wait than a call should take', async () => {
    const alice = await login('alice@org1.test');
    home.server.intercept = (request, response) => {
      const isLookUp = request.url?.includes('/keys/') === true;
      if (isLookUp) home.server.json(response, 503, { code: 'unavailable', detail: 'away' }, { 'retry-after': '300' });
      return isLookUp;
    };
    const refused = alice.send({ to: ['bob@org2.test'], text: 'x' });
    await expect(refused).rejects.toMatchObject({ code: 'unavailable', temporary: true, retryAfterMs: 300_000 });
    expect(count('GET /api/v1/keys/')).toBe(1);
  });

  it('does not repeat what a proxy refuses, and asks no more for the mailbox', async () => {
    const alice = await login('alice@org1.test');
    home.server.intercept = (_, response) => {
      response.writeHead(403, { 'content-type': 'text/html' }).end('<html>Forbidden</html>');
      return true;
    };
    const updates = alice.updates({ cursor: 0, signal: AbortSignal.timeout(5_000) });
    await expect(updates.next()).rejects.toMatchObject({ status: 403, code: 'unreadable', temporary: false });
    expect(count('GET /api/v1/sync')).toBe(1);
  });

  it('renews a dead access token once, for many requests at once', async () => {
    const alice = await login('alice@org1.test');
    home.server.accessToken = 'access-2';
    await Promise.all([alice.sync({ cursor: 0 }), alice.sync({ cursor: 0 }), alice.sync({ cursor: 0 })]);
    expect(count('POST /api/v1/auth/refresh')).toBe(1);
  });

  it('asks again for tokens whose answer was lost', async () => {
    const alice = await login('alice@org1.test');
    home.server.accessToken = 'access-2';
    home.server.intercept = (request) => {
      if (count('POST /api/v1/auth/refresh') !== 1 || !request.url?.endsWith('/refresh')) return false;
      request.socket.destroy();
      return true;
    };
    await alice.sync({ cursor: 0 });
    expect(count('POST /api/v1/auth/refresh')).toBe(2);
  });

  it('encrypts nothing to an identity that changed, until it is accepted', async () => {
    const changes: string[] = [];
    const alice = await login('alice@org1.test', {
      onIdentityChange: (change: IdentityChangedError) => changes.push(change.address),
      now: (() => {
        let now = Date.now();
        return () => (now += 400_000); // so that no key document stays fresh
      })(),
    });
    const bob = await login('bob@org2.test');
    await alice.send({ to: [bob.address], text: 'one' });
    const other = await generateUserKeys(bob.address);
    home.server.keys.set(bob.address, other.document);
    await expect(alice.send({ to: [bob.address], text: 'two' })).rejects.toBeInstanceOf(IdentityChangedError);
    expect(changes).toEqual([bob.address]);
    await alice.acceptIdentity(bob.address, other.document.identity_key.public_key);
    await expect(alice.send({ to: [bob.address], text: 'three' })).resolves.toMatchObject({ status: 'stored' });
  });

  it('refuses keys that their identity did not sign', async () => {
    const alice = await login('alice@org1.test');
    const [bob, mallory] = await Promise.all([generateUserKeys('bob@org2.test'), generateUserKeys('bob@org2.test')]);
    home.server.keys.set('bob@org2.test', { ...bob.document, encryption_key: mallory.document.encryption_key });
    await expect(alice.send({ to: ['bob@org2.test'], text: 'x' })).rejects.toMatchObject({ code: 'invalid_signature' });
  });

  describe('attachments', () => {
    const collect = async (stream: AsyncIterable<Uint8Array>): Promise<Buffer> => {
      const parts: Uint8Array[] = [];
      for await (const part of stream) parts.push(part);
      return Buffer.concat(parts);
    };

    it('go up and come down with progress, encrypted on the way', async () => {
      const alice = await login('alice@org1.test');
      const bytes = randomBytes(300_000);
      const progress: number[] = [];
      const onProgress = (done: number): number => progress.push(done);
      const file = await alice.uploadAttachment({
        bytes: [bytes],
        name: 'a.bin',
        mediaType: 'x/y',
        size: 300_000,
        onProgress,
      });
      expect(home.server.blobs.get(file.attachment_id)?.includes(bytes.subarray(0, 64))).toBe(false);
      expect((await collect(alice.downloadAttachment(file, { onProgress }))).equals(bytes)).toBe(true);
      expect(progress.at(-1)).toBe(300_000);
      // The server is told which file of this id the message names.
      expect(home.server.requests.at(-1)).toMatch(
        new RegExp(`/attachments/${file.attachment_id}\\?sha256=${file.stored.sha256}$`),
      );
    });

    it('go on where a download was cut', async () => {
      const alice = await login('alice@org1.test');
      const bytes = randomBytes(500_000);
      const file = await alice.uploadAttachment({ bytes: [bytes], name: 'a', mediaType: 'x/y' });
      const blob = home.server.blobs.get(file.attachment_id) ?? Buffer.alloc(0);
      let cuts = 0;
      home.server.intercept = (request, response) => {
        if (request.method !== 'GET' || cuts++ > 0) return false;
        response.writeHead(200, { 'content-length': blob.length });
        response.write(blob.subarray(0, 100_000), () => response.destroy());
        return true;
      };
      expect((await collect(alice.downloadAttachment(file))).equals(bytes)).toBe(true);
      expect(cuts).toBe(2);
    });

    it('are refused when the server changed them', async () => {
      const alice = await login('alice@org1.test');
      const file = await alice.uploadAttachment({ bytes: [randomBytes(100)], name: 'a', mediaType: 'x/y' });
      const blob = home.server.blobs.get(file.attachment_id) ?? Buffer.alloc(0);
      blob[blob.length - 1] = (blob.at(-1) ?? 0) ^ 1;
      await expect(collect(alice.downloadAttachment(file))).rejects.toThrow();
    });

    it('are waited for while the home server fetches them', async () => {
      const alice = await login('alice@org1.test');
      const bytes = randomBytes(10);
      const file = await alice.uploadAttachment({ bytes: [bytes], name: 'a', mediaType: 'x/y' });
      let asked = 0;
      home.server.intercept = (request, response) => {
        if (request.method !== 'GET' || asked++ > 1) return false;
        home.server.json(response, 409, { code: 'attachment_pending', detail: 'soon' }, { 'retry-after': '0' });
        return true;
      };
      expect((await collect(alice.downloadAttachment(file))).equals(bytes)).toBe(true);
    });
  });
});
