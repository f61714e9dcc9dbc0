import type { Fact, Step } from '@iimp/testbed/scenario';

/** The transcript of the story, for people. */
export class Narrator {
  private progressShown = false;

  constructor(
    private readonly write: (text: string) => void,
    /** A terminal can overwrite a line. */
    private readonly live: boolean,
  ) {}

  step({ title, ms, facts }: Step): void {
    this.endProgress();
    this.write(`\n${title}  (${duration(ms)})\n`);
    for (const fact of facts) for (const line of linesOf(fact)) this.write(`    ${line}\n`);
  }

  /** Of an attachment on its way; on a terminal one line that grows, elsewhere only its end. */
  progress(what: string, done: number, total: number): void {
    const percent = Math.floor((done / total) * 100);
    const filled = Math.floor(percent / 4);
    const line = `    [${'#'.repeat(filled)}${' '.repeat(25 - filled)}] ${String(percent).padStart(3)} %  ${mebibytes(done)} ${what}`;
    if (this.live) {
      this.write(`\r${line}`);
      this.progressShown = true;
      if (done === total) this.endProgress();
    } else if (done === total) {
      this.write(`${line}\n`);
    }
  }

  say(text: string): void {
    this.endProgress();
    this.write(`${text}\n`);
  }

  private endProgress(): void {
    if (this.progressShown) this.write('\n');
    this.progressShown = false;
  }
}

/** What a fact says, one line or several. */
export function linesOf(fact: Fact): string[] {
  switch (fact.kind) {
    case 'said': {
      const edited = fact.edits ? `, edited ${fact.edits === 1 ? 'once' : `${fact.edits} times`}` : '';
      return fact.readBy === undefined
        ? [`${fact.by}: “${fact.text}”${edited}`]
        : [`${fact.readBy} reads: “${fact.text}”  (by ${fact.by}, signature verified${edited})`];
    }
    case 'sealed':
      return [
        `${fact.by} encrypted ${fact.payloadBytes} bytes (AES-256-GCM); the content key, encrypted for`,
        ...fact.keys.map(({ recipient, alg, bytes }) => `  ${recipient} with ${alg}, ${bytes} bytes`),
      ];
    case 'cursor':
      return [`${fact.user}: cursor ${fact.from} → ${fact.to}`];
    case 'refused':
      return [`refused for ${fact.by}: ${fact.code} (${fact.detail})`];
    case 'moved':
      return [
        `${mebibytes(fact.bytes)} ${fact.what}, ${(fact.bytes / 1_048_576 / (fact.ms / 1_000)).toFixed(0)} MiB/s`,
        `SHA-256 ${fact.sha256}`,
      ];
    case 'delivery': {
      const why = fact.lastError === undefined ? '' : `, last error: ${fact.lastError}`;
      return [`${fact.domain}: ${fact.state} after ${fact.attempts} ${fact.attempts === 1 ? 'try' : 'tries'}${why}`];
    }
    case 'note':
      return [fact.text];
  }
}

export function duration(ms: number): string {
  return ms < 1_000 ? `${ms.toFixed(0)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MiB`;
}
