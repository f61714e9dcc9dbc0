/** As little of an XMPP client as sends and receives: a raw socket without TLS, SASL PLAIN (RFC 4616), one resource (RFC 6120 §7). */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { XmppAccount } from './plan.js';

const LOGIN_MS = 20_000;

export class XmppClient {
  private text = '';
  private onText: () => void = () => undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly account: XmppAccount,
    private readonly onMessage: (id: string) => void,
  ) {
    socket.setNoDelay(true).setEncoding('utf8');
    socket.on('data', (piece: string) => {
      this.text += piece;
      this.onText();
    });
  }

  /** Signs in and becomes available. @param onMessage told the id of each message that arrives */
  static async open(account: XmppAccount, onMessage: (id: string) => void): Promise<XmppClient> {
    const socket = connect(account.port, account.host);
    await once(socket, 'connect');
    const client = new XmppClient(socket, account, onMessage);
    await client.signIn();
    return client;
  }

  /** A chat message. */
  send(id: string, to: string, body: string): void {
    this.socket.write(`<message type='chat' id='${id}' to='${to}'><body>${body}</body></message>`);
  }

  close(): void {
    this.socket.destroy();
  }

  private async signIn(): Promise<void> {
    const { user, password } = this.account;
    this.openStream();
    await this.until('</stream:features>');
    const plain = Buffer.from(`\0${user}\0${password}`).toString('base64');
    this.socket.write(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain}</auth>`);
    await this.until('<success');
    this.openStream();
    await this.until('</stream:features>');
    this.socket.write(`<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>`);
    await this.until('</iq>');
    // A client gets its own presence back: from then on messages reach it.
    this.socket.write(`<presence/>`);
    await this.until('<presence');
    this.text = '';
    this.onText = () => this.takeMessages();
    this.socket.on('error', () => undefined);
  }

  private openStream(): void {
    this.socket.write(
      `<stream:stream to='${this.account.domain}' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>`,
    );
  }

  /** Waits until the server has said this, and forgets all up to it. */
  private until(what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (finish: () => void): void => {
        clearTimeout(timer);
        this.socket.off('error', failed).off('close', failed);
        this.onText = () => undefined;
        finish();
      };
      const failed = (): void => end(() => reject(new Error(`${this.account.user}: no ${what}, but: ${this.text}`)));
      const timer = setTimeout(failed, LOGIN_MS);
      this.socket.on('error', failed).on('close', failed);
      this.onText = () => {
        const at = this.text.indexOf(what);
        if (at < 0) return;
        this.text = this.text.slice(at + what.length);
        end(resolve);
      };
      this.onText();
    });
  }

  private takeMessages(): void {
    let from = 0;
    for (let end = this.text.indexOf('</message>'); end >= 0; end = this.text.indexOf('</message>', from)) {
      const id = idOf(this.text.slice(from, end));
      if (id !== undefined) this.onMessage(id);
      from = end + '</message>'.length;
    }
    this.text = this.text.slice(from);
  }
}

/** The id of a message that carries a text, out of what stands before its end. */
export function idOf(text: string): string | undefined {
  const message = text.slice(text.lastIndexOf('<message'));
  return message.includes('<body>') ? /^<message[^>]*?\sid=['"]([^'"]+)['"]/.exec(message)?.[1] : undefined;
}
