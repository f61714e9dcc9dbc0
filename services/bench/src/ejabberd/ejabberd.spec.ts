import { idOf } from '../driver/xmpp-client.js';
import { QUICK } from '../loads/sizes.js';
import { configuration, inetrc, type NodeSettings } from './config.js';
import { xmppLoads } from './loads.js';

const settings: NodeSettings = {
  ...{ domain: 'x.test', clientPort: 15_222, serverPort: 15_269, dns: '127.0.0.1:5353' },
  databaseUrl: 'postgres://me:p%40ss@127.0.0.1:5433/db',
};

describe('ejabberd', () => {
  it('is told its database, its ports and to archive everything', () => {
    const text = configuration(settings);
    expect(text).toContain('sql_password: "p@ss"');
    expect(text).toContain('sql_port: 5433');
    expect(text).toContain('{port: 15269, ip: 127.0.0.1, module: ejabberd_s2s_in');
    expect(text).toContain('mod_mam: {default: always');
  });

  it('asks our DNS server', () => {
    expect(inetrc(settings)).toContain('{nameserver,{127,0,0,1},5353}.');
  });

  it('gets as many messages as we do', () => {
    expect(xmppLoads(QUICK).map(({ load, messages }) => [load, messages])).toEqual([
      ['F1', QUICK.messages],
      ['F3', 50 * QUICK.pacedSeconds],
      ['F4', QUICK.messages / 4],
      ['L', QUICK.messages],
    ]);
  });
});

describe('an XMPP message', () => {
  it.each([
    [`<message to='a' id='m1' type='chat'><body>x</body>`, 'm1'],
    [`<presence/><message id="m2"><body>x</body>`, 'm2'],
    [`<message id='e'><error/>`, undefined],
    [`<message to='a'><body>no id</body>`, undefined],
  ])('%s has id %s', (text, id) => {
    expect(idOf(text)).toBe(id);
  });
});
