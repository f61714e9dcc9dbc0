/** The administration console: log-in, or what there is to see. */
import type { AdminIdentity } from '@iimp/proto/admin-types';
import { Api, ApiFailure } from './api.js';
import { el } from './dom.js';
import { openConsole } from './console.js';
import { loginView, why } from './login.js';
import { forgetToken, savedToken, saveToken } from './session.js';

const app = document.getElementById('app');

function show(view: HTMLElement): void {
  app?.replaceChildren(view);
}

function showLogin(notice?: string): void {
  forgetToken();
  document.title = 'Log in – IIMP administration';
  const view = loginView(async (token) => {
    const identity = await new Api(token).whoami();
    saveToken(token);
    showConsole(token, identity);
  }, notice);
  show(view.element);
  view.focus();
}

function showConsole(token: string, identity: AdminIdentity): void {
  const view = openConsole(new Api(token), identity, (notice) => {
    view.close();
    showLogin(notice);
  });
  show(view.element);
}

async function start(): Promise<void> {
  const token = savedToken();
  if (token === undefined) return showLogin();
  show(el('p', { class: 'starting', role: 'status' }, 'Loading…'));
  try {
    showConsole(token, await new Api(token).whoami());
  } catch (error) {
    showLogin(error instanceof ApiFailure && error.code === 'unauthorized' ? EXPIRED : why(error));
  }
}

const EXPIRED = 'Your token has expired or was revoked. Log in with another one.';

void start();
