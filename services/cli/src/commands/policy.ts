import type { AdminPolicy, AdminPolicyChange } from '@iimp/proto/admin-types';
import type { CommandContext } from '../program.js';
import { UsageError } from '../usage-error.js';

const MODES = ['open', 'allow_list', 'closed'] as const;

/** `policy show|mode|block|unblock|allow|disallow` (spec §11). Services follow within seconds. */
export function policyCommands({ program, run, show }: CommandContext): void {
  const policy = program.command('policy').alias('policies').description('who may federate');
  const shown = ({ mode, blocked, allowed }: AdminPolicy): void =>
    show([{ mode, blocked, allowed }], () => ({ mode, blocked: blocked.join(' '), allowed: allowed.join(' ') }));
  const change = (what: AdminPolicyChange): Promise<void> =>
    run(async (administration) => shown(await administration.policy.change(what)));

  policy.command('show').action(() => run(async (administration) => shown(await administration.policy.show())));
  policy
    .command('mode <mode>')
    .description(MODES.join(', '))
    .action((mode: string) => {
      const known = MODES.find((one) => one === mode);
      if (!known) throw new UsageError(`a mode is one of ${MODES.join(', ')}`);
      return change({ mode: known });
    });
  for (const verb of ['block', 'unblock', 'allow', 'disallow'] as const)
    policy.command(`${verb} <domains...>`).action((domains: string[]) => change({ [verb]: domains }));
}
