/** The gateway of deploy/gateway as it is in its image: nginx with these files, made from these variables. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { userInfo } from 'node:os';
import { line, runLocal } from '@iimp/testbed/local-scripts';
import { ManagedProcess } from '@iimp/testbed/processes';
import { repositoryRoot } from '@iimp/testbed/repository';
import { until } from '@iimp/testbed/until';

export interface GatewayOptions {
  /** Configuration, logs and what nginx writes. */
  folder: string;
  /** GATEWAY_… */
  variables: Record<string, string>;
  /** What this test changes in the files, so as not to wait for long. */
  replace?: readonly (readonly [string, string])[];
}

export interface Gateway {
  accessLog: string;
  stop(): Promise<void>;
}

/** Starts nginx on GATEWAY_LISTEN. The caller stops it. */
export async function startGateway({ folder, variables, replace = [] }: GatewayOptions): Promise<Gateway> {
  const program = line(await runLocal('nginx', ['start']), 'NGINX');
  const source = join(repositoryRoot(), 'deploy/gateway');
  const accessLog = join(folder, 'access.log');
  const changed = (text: string): string =>
    [['/tmp/nginx', join(folder, 'tmp')], ['/dev/stdout', accessLog], ...replace].reduce(
      (result, [from = '', to = '']) => result.replaceAll(from, to),
      text,
    );
  mkdirSync(join(folder, 'conf.d'), { recursive: true });
  mkdirSync(join(folder, 'tmp'), { recursive: true });
  for (const file of ['nginx.conf', 'proxy.conf', 'problems.conf']) {
    copyFileSync(join(source, file), join(folder, file));
    writeFileSync(join(folder, file), changed(readFileSync(join(folder, file), 'utf8')));
  }
  const template = readFileSync(join(source, 'templates/iimp.conf.template'), 'utf8');
  writeFileSync(join(folder, 'conf.d/iimp.conf'), changed(substitute(template, variables)));
  const directives = `daemon off;${userInfo().uid === 0 ? ' user root;' : ''}`;
  const child = ManagedProcess.spawn({
    name: 'nginx',
    command: program,
    args: ['-p', folder, '-c', join(folder, 'nginx.conf'), '-g', directives],
    logFile: join(folder, 'nginx.log'),
  });
  await child.ready(until('nginx listens', () => isOpen(Number(variables['GATEWAY_LISTEN']))));
  return { accessLog, stop: async () => void (await child.stop()) };
}

/** As envsubst of the image does it; a variable that is not given is an error here. */
function substitute(template: string, variables: Record<string, string>): string {
  return template.replace(/\$\{(GATEWAY_[A-Z_]+)\}/g, (_, name: string) => {
    const value = variables[name];
    if (value === undefined) throw new Error(`${name} is not given`);
    return value;
  });
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('connect', () => socket.destroy()).on('error', () => resolve(false));
  });
}

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** One HTTPS request to 127.0.0.1, with everything about it as given. */
export function ask(
  options: RequestOptions & { body?: string | Buffer; chunks?: Iterable<string | Buffer> },
): Promise<Reply> {
  const { body, chunks, ...rest } = options;
  return new Promise((resolve, reject) => {
    const request = httpsRequest({ host: '127.0.0.1', agent: false, ...rest }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      response.on('error', reject);
    });
    request.on('error', reject);
    for (const chunk of chunks ?? []) request.write(chunk);
    request.end(body);
  });
}
