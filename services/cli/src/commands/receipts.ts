import { type DeliveryProof, NoProof, parseProof } from '@iimp/administration/receipts/proof';
import { type Proven, verifyProof } from '@iimp/administration/receipts/verify';
import { checkDiscoveryDocument } from '@iimp/protocol/validate';
import { readText, writeText } from '../deployment.js';
import { print, printable, time } from '../output.js';
import type { CommandContext } from '../program.js';
import { UsageError } from '../usage-error.js';

const FETCH_MS = 20_000;

/** `receipt export|verify`: proof that a domain took a message. */
export function receiptCommands({ program, globals, run }: CommandContext): void {
  const receipt = program.command('receipt').alias('receipts').description('proof that another domain took a message');

  receipt
    .command('export <message_id>')
    .description('write a file that proves it to anybody; holds the whole post, as encrypted as it travelled')
    .option('--domain <domain>', 'the domain that took it, where several did')
    .option('--out <file>', 'default: standard output')
    .action((messageId: string, options: { domain?: string; out?: string }) =>
      run(async ({ receipts }) => {
        const proof = await receipts.export(messageId.toLowerCase(), options.domain?.toLowerCase());
        const text = `${JSON.stringify(proof, null, 2)}\n`;
        if (options.out === undefined) process.stdout.write(text);
        else writeText(options.out, text);
      }),
    );

  receipt
    .command('verify <file>')
    .description('check such a file, offline, without a deployment; ends with 1 when it proves nothing')
    .option(
      '--public-key <key>',
      "the receiver's key as known from elsewhere (base64url), instead of believing the file",
    )
    .option('--keys-url <url>', 'take that key from a discovery document (https://<domain>/.well-known/iimp)')
    .action(async (file: string, options: { publicKey?: string; keysUrl?: string }) => {
      const proof = parseProof(readText(file));
      const trusted = options.publicKey ?? (options.keysUrl && (await published(options.keysUrl, proof)));
      show(verifyProof(proof, trusted), trusted !== undefined, globals().json);
    });
}

/** The key of the proof's name in a discovery document. */
async function published(url: string, { domain, keys }: DeliveryProof): Promise<string> {
  let document: unknown;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_MS) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    document = await response.json();
  } catch (error) {
    throw new UsageError(`${url}: ${(error as Error).message}`, { cause: error });
  }
  const found = checkDiscoveryDocument(document, domain).keys.find(({ key_id }) => key_id === keys.receiver.key_id);
  if (found === undefined) throw new NoProof(`${domain} does not publish the key ${keys.receiver.key_id} (any more)`);
  return found.public_key;
}

function show(proven: Proven, isTrusted: boolean, json: boolean): void {
  const trust = isTrusted ? 'given by you' : 'from the file: compare it with one that you trust';
  const facts = {
    proven: true,
    message: proven.messageId,
    sender: proven.sender,
    recipients: proven.recipients,
    unknown_recipients: proven.unknownRecipients,
    taken_by: proven.domain,
    status: proven.status,
    signed_at: proven.signedAt,
    key_id: proven.keyId,
    public_key: proven.publicKey,
    public_key_is: trust,
    sent_by: proven.origin,
    sent_with_key_id: proven.originKeyId,
    messages_in_post: proven.messages,
  };
  if (json) return print([facts], true);
  const { proven: _, ...rows } = { ...facts, signed_at: time(facts.signed_at) };
  console.log(`proven: ${proven.domain} took the message ${proven.messageId}`);
  for (const [name, value] of Object.entries(rows)) {
    const text = Array.isArray(value) ? value.join(' ') : String(value);
    if (text !== '') console.log(`  ${name.padEnd(18)} ${printable(text)}`);
  }
}
