import type { Account } from '../accounts/account.ts';
import type { Call } from '../calls/call.ts';
import type { Message } from '../messages/message.ts';
import { statuses } from '../messages/message.ts';

/**
 * The journal's lines. Each begins with a letter for its kind, fields parted by one space; numbers are in base 36,
 * documents in JSON and always last. Every line sets absolute values, so reading one twice changes nothing.
 */
export const recordLines = {
  lastSeq: (seq: number) => `N ${seq.toString(36)}`,
  account: (account: Account) => `A ${account.sid} ${account.createdAt.toString(36)} ${JSON.stringify(account.document)}`,
  message: (accountSid: string, message: Message) => `M ${accountSid} ${JSON.stringify(messageToRow(message))}`,
  status: (m: Message) =>
    `S ${m.seq.toString(36)} ${statuses.indexOf(m.status)} ${m.updatedAt.toString(36)} ${m.sentAt.toString(36)} ${m.owed.toString(36)} ${m.errorCode ?? 0} ${m.reordered ? 1 : 0}`,
  called: (message: Message) => `C ${message.seq.toString(36)} ${message.owed.toString(36)}`,
  redacted: (message: Message) => `B ${message.seq.toString(36)}`,
  removed: (message: Message) => `D ${message.seq.toString(36)}`,
  cleared: (account: Account) => `X ${account.sid}`,
  optOut: (account: Account, key: string, out: boolean) => `O ${account.sid} ${out ? 1 : 0} ${key}`,
  read: (account: Account, phone: string, seq: number) => `R ${account.sid} ${phone} ${seq.toString(36)}`,
  call: (account: Account, call: Call) => `K ${account.sid} ${JSON.stringify(call)}`,
} as const;

type MessageRow = [
  seq: number,
  sid: string,
  direction: Message['direction'],
  from: string,
  to: string,
  body: string,
  serviceSid: string | null,
  mediaUrls: readonly string[] | null,
  segments: number,
  status: number,
  errorCode: number | null,
  createdAt: number,
  updatedAt: number,
  sentAt: number,
  callback: string | null,
  expiresAt: number,
  sendAt: number,
  fate: number,
  owed: number,
  reordered: 0 | 1,
];

function messageToRow(m: Message): MessageRow {
  return [
    m.seq,
    m.sid,
    m.direction,
    m.from,
    m.to,
    m.body,
    m.serviceSid,
    m.mediaUrls,
    m.segments,
    statuses.indexOf(m.status),
    m.errorCode,
    m.createdAt,
    m.updatedAt,
    m.sentAt,
    m.callback,
    m.expiresAt,
    m.sendAt,
    m.fate,
    m.owed,
    m.reordered ? 1 : 0,
  ];
}

export function messageFromRow(row: MessageRow): Message {
  const [seq, sid, direction, from, to, body, serviceSid, mediaUrls, segments, status, errorCode, createdAt, updatedAt] = row;
  const [sentAt, callback, expiresAt, sendAt, fate, owed, reordered] = row.slice(13) as [
    number,
    string | null,
    number,
    number,
    number,
    number,
    0 | 1,
  ];
  return {
    seq,
    sid,
    direction,
    from,
    to,
    body,
    serviceSid,
    mediaUrls,
    segments,
    status: statuses[status] ?? 'queued',
    errorCode,
    createdAt,
    updatedAt,
    sentAt,
    callback,
    expiresAt,
    sendAt,
    fate,
    owed,
    calling: false,
    reordered: reordered === 1,
    removed: false,
  };
}
