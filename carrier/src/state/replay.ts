import type { Account } from '../accounts/account.ts';
import type { AccountDocument } from '../accounts/account-document.ts';
import type { Call } from '../calls/call.ts';
import type { Carrier } from '../carrier.ts';
import { createAccount } from '../carrier.ts';
import type { Message } from '../messages/message.ts';
import { statuses } from '../messages/message.ts';
import { messageFromRow } from './record-lines.ts';

/** Applies journal lines in order. A line that was cut off by the end of the process is the last one and is left out. */
export class Replay {
  readonly #carrier: Carrier;
  readonly #bySeq = new Map<number, { account: Account; message: Message }>();

  constructor(carrier: Carrier) {
    this.#carrier = carrier;
  }

  apply(line: string): void {
    const [kind = '', first = ''] = line.split(' ', 2);
    if (kind === 'M') this.#message(first, line.slice(3 + first.length));
    else if (kind === 'A') this.#account(line);
    else if (kind === 'N') this.#carrier.lastSeq = Math.max(this.#carrier.lastSeq, Number.parseInt(first, 36));
    else if ('SCBD'.includes(kind)) this.#change(kind, line.split(' '));
    else this.#accountChange(kind, first, line.slice(3 + first.length));
  }

  #account(line: string): void {
    const [, sid = '', createdAt = ''] = line.split(' ', 3);
    const document = JSON.parse(line.slice(4 + sid.length + createdAt.length)) as AccountDocument;
    const account =
      this.#carrier.accounts.get(sid) ?? createAccount(this.#carrier, sid, document.auth_token, Number.parseInt(createdAt, 36));
    account.update(document);
  }

  #message(accountSid: string, json: string): void {
    const account = this.#carrier.accounts.get(accountSid);
    const message = messageFromRow(JSON.parse(json));
    if (!account || this.#bySeq.has(message.seq)) return;
    account.messages.add(message);
    this.#bySeq.set(message.seq, { account, message });
    this.#carrier.lastSeq = Math.max(this.#carrier.lastSeq, message.seq);
    this.#bySeq.delete(message.seq - this.#carrier.keep * Math.max(1, this.#carrier.accounts.size));
  }

  #change(kind: string, fields: readonly string[]): void {
    const number = (index: number) => Number.parseInt(fields[index] ?? '0', 36);
    const known = this.#bySeq.get(number(1));
    if (!known) return;
    const { account, message } = known;
    if (kind === 'C') message.owed = number(2);
    else if (kind === 'B') message.body = '';
    else if (kind === 'D') account.messages.remove(message);
    else {
      message.status = statuses[Number(fields[2])] ?? message.status;
      message.updatedAt = number(3);
      message.sentAt = number(4);
      message.owed = number(5);
      message.errorCode = Number(fields[6]) || null;
      message.reordered = fields[7] === '1';
    }
  }

  #accountChange(kind: string, sid: string, rest: string): void {
    const account = this.#carrier.accounts.get(sid);
    if (!account) return;
    if (kind === 'X') {
      account.messages.clear();
      account.readUpTo.clear();
    } else if (kind === 'O') {
      if (rest.startsWith('1')) account.optOuts.add(rest.slice(2));
      else account.optOuts.delete(rest.slice(2));
    } else if (kind === 'R') {
      const [phone = '', seq = '0'] = rest.split(' ');
      account.readUpTo.set(phone, Number.parseInt(seq, 36));
    } else if (kind === 'K') {
      const call = JSON.parse(rest) as Call;
      account.keepCall(call);
    }
  }
}
