import type { Account } from '../accounts/account.ts';
import type { Carrier } from '../carrier.ts';
import { recordLines } from './record-lines.ts';

const messagesPerPiece = 500;

/** The whole state as journal lines, in pieces. Each message stands as it is when its piece is made. */
export function* snapshotLines(carrier: Carrier): Generator<string> {
  const lastSeq = carrier.lastSeq;
  yield `${recordLines.lastSeq(lastSeq)}\n`;
  for (const account of carrier.accounts.values()) {
    yield accountLines(account);
    let piece = '';
    let count = 0;
    for (const message of account.messages.oldestFirst()) {
      if (message.seq > lastSeq) break; // born after the snapshot began: the journal has it
      piece += `${recordLines.message(account.sid, message)}\n`;
      if (++count % messagesPerPiece === 0) {
        yield piece;
        piece = '';
      }
    }
    yield piece;
  }
}

function accountLines(account: Account): string {
  const lines = [recordLines.account(account)];
  for (const key of account.optOuts) lines.push(recordLines.optOut(account, key, true));
  for (const [phone, seq] of account.readUpTo) lines.push(recordLines.read(account, phone, seq));
  for (const call of account.calls.values()) lines.push(recordLines.call(account, call));
  return `${lines.join('\n')}\n`;
}
