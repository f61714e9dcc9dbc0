/** What is made of an answer that is a success: of the server, or of something between here and there. */
import type { UnsentError } from './errors.js';
import { FakeHome } from './fake-home.testkit.js';

describe('a success', () => {
  const home = new FakeHome();
  const { login } = home;

  it('says that a message is sent when it is the server that says so', async () => {
    const [alice, bob] = await Promise.all([login('alice@org1.test'), login('bob@org2.test')]);
    for (const page of ['<html>Please log in</html>', '{}', 'null']) {
      home.server.intercept = (request, response) => {
        const isPost = request.url?.endsWith('/messages') === true;
        if (isPost) response.writeHead(200, { 'content-type': 'text/html' }).end(page);
        return isPost;
      };
      const error = await alice.send({ to: [bob.address], text: page }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'UnsentError', cause: { name: 'NetworkError' } });
      home.server.intercept = () => false;
      await expect(alice.post((error as UnsentError).unsent)).resolves.toMatchObject({ status: 'stored' });
    }
    expect(home.server.mailbox).toHaveLength(3);
  });

  it('that is 201 says so by itself: more is not in the profile', async () => {
    const [alice, bob] = await Promise.all([login('alice@org1.test'), login('bob@org2.test')]);
    home.server.intercept = (request, response) => {
      const isPost = request.url?.endsWith('/messages') === true;
      if (isPost) response.writeHead(201).end();
      return isPost;
    };
    const sent = await alice.send({ to: [bob.address], text: 'one' });
    expect(sent).toMatchObject({ status: 'stored', unknownRecipients: [] });
  });

  it('that is no page of the mailbox is no end of it', async () => {
    const [alice, bob] = await Promise.all([login('alice@org1.test'), login('bob@org2.test')]);
    await alice.send({ to: [bob.address], text: 'one' });
    let asked = 0;
    home.server.intercept = (request, response) => {
      const isFirst = request.url?.includes('/sync') === true && asked++ === 0;
      if (isFirst) response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
      return isFirst;
    };
    const updates = bob.updates({ cursor: 0, signal: new AbortController().signal });
    expect((await updates.next()).value).toMatchObject({ messages: [{ content: { text: 'one' } }] });
    await updates.return(undefined);
  });

  it('that is a page of the mailbox waits for no sender whom the server cannot look up now', async () => {
    const [alice, bob] = await Promise.all([login('alice@org1.test'), login('bob@org2.test')]);
    await alice.send({ to: [bob.address], text: 'one' });
    let lookUps = 0;
    home.server.intercept = (request, response) => {
      const isLookUp = request.url?.includes('/keys/') === true;
      if (isLookUp && ++lookUps === 1)
        home.server.json(response, 503, { code: 'unavailable', detail: 'away' }, { 'retry-after': '5' });
      return isLookUp && lookUps === 1;
    };
    const { messages } = await bob.sync({ cursor: 0 });
    expect(messages).toMatchObject([{ content: { text: 'one', verified: 'unverified' } }]);
    expect(messages[0]?.unverifiedBecause).toMatchObject({ error: { code: 'unavailable', retryAfterMs: 5_000 } });
  });

  it('names who of the own domain did not get the message', async () => {
    const [alice, bob] = await Promise.all([login('alice@org1.test'), login('bob@org1.test')]);
    home.server.unknown = [bob.address];
    const { status, unknownRecipients } = await alice.send({ to: [bob.address], text: 'gone?' });
    expect([status, unknownRecipients]).toEqual(['stored', [bob.address]]);
  });
});
