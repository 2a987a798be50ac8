/** A message that did not arrive or of which nobody knows; triggers of migration 0155 keep it. */
export interface MissedMessagesTable {
  workspace_id: string;
  /** The nil UUID for what belongs to no source. */
  source_id: string;
  state: string;
  /** Empty without one. */
  reason: string;
  message_id: string;
}
