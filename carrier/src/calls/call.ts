export type CallStatus = 'queued' | 'ringing' | 'in-progress' | 'completed' | 'busy' | 'failed' | 'no-answer' | 'canceled';
export type CallEvent = 'initiated' | 'ringing' | 'answered' | 'completed';

export interface Call {
  sid: string;
  from: string;
  to: string;
  status: CallStatus;
  createdAt: number;
  updatedAt: number;
  startedAt: number;
  endedAt: number;
  callback: string | null;
  events: readonly CallEvent[];
  /** How many callbacks were sent: Twilio's SequenceNumber. */
  sequence: number;
}
