/**
 * Why a message did not arrive, or waits: the closed list behind every ledger line (I5).
 * `sendAgain` says whether sending again makes sense: `yes` as it is, `after_fix` once somebody acted, or `no`.
 * `actor` is who must act; `nobody` means that nothing is wrong.
 */
export interface Reason {
  readonly label: string;
  readonly words: string;
  readonly sendAgain: 'yes' | 'after_fix' | 'no';
  readonly actor: 'nobody' | 'contact' | 'member' | 'admin' | 'operator';
}

export const reason = (label: string, sendAgain: Reason['sendAgain'], actor: Reason['actor'], words: string): Reason => ({
  label,
  words,
  sendAgain,
  actor,
});
