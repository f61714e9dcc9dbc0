/** The real service over a database of its own, and tokens of each role. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HttpAdministration } from '@iimp/administration/http-administration';
import { loadConfig } from '@iimp/platform/config/load';
import { createContext, type OwnedContext } from '@iimp/platform/context';
import { createLogger } from '@iimp/platform/logging';
import type { RunningService } from '@iimp/platform/service';
import type { Problem } from '@iimp/proto/types';
import { type AdminRole, AdminTokens } from '@iimp/storage/admin-tokens';
import { createTestDatabase, type TestDatabase } from '@iimp/storage/testkit.testkit';
import { adminService } from './service.js';

const DAY = 86_400_000;
let worlds = 0;

export interface Asked {
  token?: string;
  headers?: Record<string, string>;
  /** A string goes as it is, anything else as JSON. */
  body?: unknown;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: Problem;
}

export class AdminWorld {
  private constructor(
    readonly test: TestDatabase,
    readonly context: OwnedContext,
    readonly service: RunningService,
    readonly tokens: Readonly<Record<AdminRole, string>>,
    /** With `keys` and `blobs` in it. */
    readonly folder: string,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<AdminWorld> {
    const test = await createTestDatabase();
    const folder = mkdtempSync(join(tmpdir(), 'iimp-admin-'));
    mkdirSync(join(folder, 'keys'));
    const variables = {
      IIMP_DATABASE_URL: test.url,
      IIMP_BROKER_URL: `memory:admin-${process.pid}-${++worlds}`,
      IIMP_ADMIN_LISTEN: '127.0.0.1:0',
      IIMP_DOMAIN_KEYS_DIR: join(folder, 'keys'),
      IIMP_BLOBS_URL: pathToFileURL(join(folder, 'blobs')).href,
      IIMP_RATE_ADMIN: 'off',
      ...env,
    };
    const logger = createLogger({ service: 'admin', level: process.env['IIMP_TEST_LOG'] ?? 'silent' });
    const context = await createContext(loadConfig(variables, 'admin'), { logger });
    const service = await adminService.start(context);
    const make = async (role: AdminRole): Promise<string> =>
      (await new AdminTokens(test.db).create({ name: role, role, expiresAt: Date.now() + DAY, now: Date.now() }))!
        .token;
    const tokens = { viewer: await make('viewer'), operator: await make('operator'), admin: await make('admin') };
    return new AdminWorld(test, context, service, tokens, folder);
  }

  /** The SDK of who has a role. */
  as(role: AdminRole): HttpAdministration {
    return new HttpAdministration({ url: this.service.url!, token: this.tokens[role] });
  }

  async ask(method: string, path: string, { token, headers = {}, body }: Asked = {}): Promise<Answer> {
    const response = await fetch(`${this.service.url}/admin/v1${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? {} : JSON.parse(text)) as Problem,
    };
  }

  async stop(): Promise<void> {
    await this.service.stop(AbortSignal.timeout(10_000));
    await this.context.close();
    await this.test.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
