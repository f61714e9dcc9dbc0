import { ApiFailure } from './api.js';
import { el, setText } from './dom.js';

/** The form for a token. `enter` rejects when it is not good for anything. */
export function loginView(
  enter: (token: string) => Promise<void>,
  notice?: string,
): { element: HTMLElement; focus(): void } {
  const field = el('input', {
    id: 'token',
    type: 'password',
    name: 'token',
    autocomplete: 'off',
    spellcheck: 'false',
    required: true,
    maxlength: 128,
    'aria-describedby': 'login-problem',
  });
  const submit = el('button', { type: 'submit', class: 'button primary' }, 'Log in');
  const problem = el('p', { id: 'login-problem', class: 'problem', role: 'alert' }, notice ?? '');
  const form = el(
    'form',
    { class: 'card login', 'aria-label': 'Log in' },
    el('h1', {}, 'IIMP administration'),
    el('p', { class: 'hint' }, 'Your administration token is kept in this tab only.'),
    el('label', { for: 'token' }, 'Administration token'),
    field,
    problem,
    submit,
    el('p', { class: 'hint' }, 'Make one with ', el('code', {}, 'iimpctl admin-token add NAME --role operator')),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (submit.disabled) return;
    submit.disabled = true;
    setText(problem, '');
    enter(field.value.trim()).catch((error: unknown) => {
      submit.disabled = false;
      field.setAttribute('aria-invalid', 'true');
      setText(problem, why(error));
      field.select();
      field.focus();
    });
  });
  return { element: el('main', { class: 'entrance' }, form), focus: () => field.focus() };
}

/** A failure in words for whoever logs in. */
export function why(error: unknown): string {
  if (!(error instanceof ApiFailure)) return 'Something went wrong on this page.';
  if (error.code === 'unauthorized') return 'This token is not accepted: it is mistyped, has expired, or was revoked.';
  if (error.code === 'rate_limited') return 'Too many tries. Wait a moment and try again.';
  if (error.status === 0) return 'The administration service does not answer. Is it running?';
  return `The administration service refused: ${error.message}.`;
}
