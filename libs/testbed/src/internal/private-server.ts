import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { line, localScript, runLocal } from '../local-scripts.js';
import { ManagedProcess } from '../processes.js';

/** A server of our own from a script of deploy/local, as a child that ends with us; its data and port stay until `remove`. */
export class PrivateServer {
  private child: ManagedProcess | undefined;

  private constructor(
    private readonly script: string,
    private readonly name: string,
  ) {}

  /** Starts it and returns it with the URL that the script prints as `urlLine`. */
  static async start(script: string, name: string, urlLine: string): Promise<{ server: PrivateServer; url: string }> {
    const server = new PrivateServer(script, name);
    try {
      return { server, url: line(await server.start(), urlLine) };
    } catch (error) {
      await server.remove().catch(() => undefined);
      throw error;
    }
  }

  /** @returns the lines that the script printed */
  async start(): Promise<Record<string, string>> {
    const lines: Record<string, string> = {};
    let tellReady: () => void = () => undefined;
    const started = new Promise<void>((resolve) => (tellReady = resolve));
    this.child = ManagedProcess.spawn({
      name: `${this.script} ${this.name}`,
      command: localScript(this.script),
      args: ['run', '--private', this.name],
      env: process.env as Record<string, string>,
      logFile: this.logFile,
      onLine: (text) => {
        const [, name, value] = /^([A-Z0-9_]+)=(.*)$/.exec(text) ?? [];
        if (name !== undefined && value !== undefined) lines[name] = value;
        if (name?.endsWith('_PID')) tellReady(); // the last one
      },
    });
    await this.child.ready(started, 180_000);
    return lines;
  }

  async stop(): Promise<void> {
    if (this.child?.isRunning) await this.child.stop(60_000);
  }

  /** The script knows how this server crashes. */
  async crash(): Promise<void> {
    await runLocal(this.script, ['kill', '--private', this.name]);
    await this.child?.exited;
  }

  async remove(): Promise<void> {
    if (this.child?.isRunning) await this.child.stop(60_000);
    await runLocal(this.script, ['purge', '--private', this.name]);
    rmSync(this.logFile, { force: true });
  }

  private get logFile(): string {
    return join(tmpdir(), `${this.name}.log`);
  }
}
