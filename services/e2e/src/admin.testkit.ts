/** The admin service beside an organization of a world, over the organization's own database. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { releasePort, reservePort } from '@iimp/testbed/ports';
import { ManagedProcess } from '@iimp/testbed/processes';
import { serverArgs } from '@iimp/testbed/repository';
import { until } from '@iimp/testbed/until';
import type { World } from '@iimp/testbed/world';

export interface AdminService {
  /** `https://127.0.0.1:port/` */
  readonly url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Stops it, and gives its port back. */
  close(): Promise<void>;
}

/** Starts it. Its broker is its own: whatever is done here reaches the other services by Postgres. */
export async function startAdminService(world: World, domain: string): Promise<AdminService> {
  const port = await reservePort();
  const url = `https://127.0.0.1:${port}/`;
  let child: ManagedProcess | undefined;
  const start = async (): Promise<void> => {
    child = ManagedProcess.spawn({
      name: `admin ${domain}`,
      command: process.execPath,
      args: serverArgs('admin'),
      env: {
        IIMP_ADMIN_LISTEN: `127.0.0.1:${port}`,
        IIMP_DATABASE_URL: world.org(domain).databaseUrl(),
        IIMP_BROKER_URL: 'memory:admin',
        IIMP_BLOBS_URL: pathToFileURL(join(world.folder, 'admin-blobs')).href,
        IIMP_TLS_CERT_FILE: join(world.folder, 'ca', `${domain}.cert.pem`),
        IIMP_TLS_KEY_FILE: join(world.folder, 'ca', `${domain}.key.pem`),
      },
      logFile: join(world.folder, `admin-${domain}.log`),
    });
    const answers = async (): Promise<boolean> => (await world.fetch(url)).ok;
    await child.ready(until('the admin service answers', answers, { deadlineMs: 60_000 }), 60_000);
  };
  const stop = async (): Promise<void> => {
    if (child?.isRunning) await child.stop();
  };
  await start();
  return {
    url,
    start,
    stop,
    close: async () => {
      await stop();
      releasePort(port);
    },
  };
}
