/** The driver's own process. It is told a plan, prepares it, and runs it when it is told to. It ends with the one who told it. */
import { AttachmentsRun } from './attachments.js';
import { IdleRun } from './idle.js';
import { MessagesRun } from './messages.js';
import type { Answer, Command } from './driver.js';
import { PeersRun } from './peers.js';
import type { Plan, Run } from './plan.js';
import { ReadsRun } from './reads.js';
import { XmppRun } from './xmpp.js';

let current: Run | undefined;

process.on('disconnect', () => process.exit(0));
process.on('message', (command: Command) => {
  obey(command).then(answer, (error: unknown) =>
    answer({ error: error instanceof Error ? (error.stack ?? '') : String(error) }),
  );
});

function answer(what: Answer): void {
  process.send?.(what);
}

async function obey(command: Command): Promise<Answer> {
  switch (command.do) {
    case 'prepare':
      current = runOf(command.plan);
      await current.prepare();
      return {};
    case 'fill':
      await current?.fill?.();
      return {};
    case 'run':
      if (!current) throw new Error('nothing is prepared');
      return { outcome: await current.run(command.crossed) };
    case 'close':
      await current?.close();
      current = undefined;
      return {};
  }
}

function runOf(plan: Plan): Run {
  switch (plan.kind) {
    case 'messages':
      return new MessagesRun(plan);
    case 'peers':
      return new PeersRun(plan);
    case 'reads':
      return new ReadsRun(plan);
    case 'attachments':
      return new AttachmentsRun(plan);
    case 'idle':
      return new IdleRun(plan);
    case 'xmpp':
      return new XmppRun(plan);
  }
}
