/** The token of who is logged in: in this tab alone, gone when it is closed. */
const NAME = 'iimp-admin-token';

export const savedToken = (): string | undefined => sessionStorage.getItem(NAME) ?? undefined;
export const saveToken = (token: string): void => sessionStorage.setItem(NAME, token);
export const forgetToken = (): void => sessionStorage.removeItem(NAME);
