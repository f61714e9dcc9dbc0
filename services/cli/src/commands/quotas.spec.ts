import { openShell, type Shell } from '../iimpctl.testkit.js';

describe('quota list', () => {
  let shell: Shell;
  beforeAll(async () => {
    shell = await openShell({ IIMP_USER_STORAGE_BYTES: '7MiB' });
  });
  afterAll(() => shell.remove());

  it('says whose limits it shows: next to the database they are not those of a service', async () => {
    const [quotas] = await shell.rows('quota', 'list');
    expect(quotas).toMatchObject({ limits: { user_storage_bytes: 7 * 1_048_576 }, limits_of: 'iimpctl', users: [] });
    const [head, ...lines] = (await shell.text('quota', 'list')).split('\n');
    expect(head).toMatch(/^limit +value +configured_for$/);
    expect(lines).toContainEqual(expect.stringMatching(/^user_storage_bytes +7340032 +iimpctl$/));
  });
});
