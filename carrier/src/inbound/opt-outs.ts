import type { Account } from '../accounts/account.ts';

export type OptOutType = 'STOP' | 'START' | 'HELP';

const keywords: ReadonlyMap<string, OptOutType> = new Map([
  ...['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'].map((word) => [word, 'STOP'] as const),
  ...['START', 'YES', 'UNSTOP'].map((word) => [word, 'START'] as const),
  ...['HELP', 'INFO'].map((word) => [word, 'HELP'] as const),
]);

/** Only a message that is nothing but the keyword counts. https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out */
export function optOutType(body: string): OptOutType | undefined {
  return keywords.get(body.trim().toUpperCase());
}

/** An opt-out holds for the whole service of a number, else for the number alone. */
export function optOutKey(account: Account, ownNumber: string, phone: string): string {
  return `${account.serviceOfNumber(ownNumber)?.sid ?? ownNumber} ${phone}`;
}

export function isOptedOut(account: Account, ownNumber: string, phone: string): boolean {
  if (account.optOuts.size === 0 || account.document.settings.opt_out_handling === 'none') return false;
  return account.optOuts.has(optOutKey(account, ownNumber, phone));
}
