import { isDomain } from '@iimp/protocol/address';
import { type FederationPolicy, type PolicyChange, type PolicyMode, PolicyStore } from '@iimp/storage/policy';
import { UsageError, withDeployment } from '../deployment.js';
import { print } from '../output.js';
import type { CommandContext } from '../program.js';

const MODES: readonly PolicyMode[] = ['open', 'allow_list', 'closed'];

/** `policy show|mode|block|unblock|allow|disallow` (spec §11). Services follow within seconds. */
export function policyCommands({ program, globals, by }: CommandContext): void {
  const policy = program.command('policy').description('who may federate');
  const show = (state: FederationPolicy): void =>
    print(
      [{ mode: state.mode, blocked: [...state.blocked].join(' '), allowed: [...state.allowed].join(' ') }],
      globals().json,
    );
  const change = (what: PolicyChange): Promise<void> =>
    withDeployment(globals().data, async ({ db }) => show(await new PolicyStore(db).change(what, by())));

  policy
    .command('show')
    .action(() => withDeployment(globals().data, async ({ db }) => show(await new PolicyStore(db).load())));
  policy
    .command('mode <mode>')
    .description(MODES.join(', '))
    .action((mode: string) => {
      const known = MODES.find((one) => one === mode);
      if (!known) throw new UsageError(`a mode is one of ${MODES.join(', ')}`);
      return change({ mode: known });
    });
  for (const verb of ['block', 'unblock', 'allow', 'disallow'] as const) {
    policy.command(`${verb} <domains...>`).action((domains: string[]) => {
      const wrong = domains.find((domain) => !isDomain(domain.toLowerCase()));
      if (wrong !== undefined) throw new UsageError(`not a domain: ${wrong}`);
      return change({ [verb]: domains.map((domain) => domain.toLowerCase()) });
    });
  }
}
