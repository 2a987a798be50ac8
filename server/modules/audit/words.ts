/** What a sentence is made of. */
export interface Happening {
  readonly action: string;
  readonly label: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

type Words = (happening: { label: string; details: Readonly<Record<string, unknown>> }) => string;

/** Sentences that the general rule would not make well; they follow the actor's name. One line per action. */
const words: Readonly<Record<string, Words>> = {
  workspace_created: ({ label }) => `created the workspace ${label}`,
  workspace_changed: ({ details }) => `changed the workspace’s ${listed(details['fields']) || 'settings'}`,
  costs_changed: ({ details }) => `changed ${listed(details['fields']).replaceAll(' micros', '') || 'costs and countries'}`,
  workspace_went_live: () => 'switched the workspace live: messages reach real phones',
  workspace_returned_to_sandbox: () => 'switched the workspace back to the sandbox',
  member_added: ({ label, details }) => `added ${label} as ${named(details['role'])}`,
  member_invited: ({ label, details }) => `invited ${label} as ${named(details['role'])}`,
  member_joined: ({ details }) => `joined as ${named(details['role'])}`,
  member_left: () => 'left the workspace',
  member_removed: ({ label }) => `removed ${label} from the workspace`,
  member_role_changed: ({ label, details }) => `made ${label} ${named(details['to'])}, before ${named(details['from'])}`,
  member_password_reset: ({ label }) => `set a new initial password for ${label}`,
  invitation_revoked: ({ label }) => `took back the invitation of ${label}`,
  api_key_created: ({ label, details }) => `created the API key ${label} with the role ${String(details['role'])}`,
  api_key_revoked: ({ label }) => `revoked the API key ${label}`,
  contacts_tagged: ({ label, details }) => `tagged ${people(details)} with ${label}`,
  contacts_untagged: ({ label, details }) => `took the tag ${label} off ${people(details)}`,
  contacts_added_to_list: ({ label, details }) => `added ${people(details)} to the list ${label}`,
  contacts_removed_from_list: ({ label, details }) => `took ${people(details)} out of the list ${label}`,
  list_details_set: ({ label, details }) => `changed details of ${people(details)} on the list ${label}`,
  list_detail_added: ({ label, details }) => `added the detail ${String(details['detail'])} to the list ${label}`,
  list_detail_changed: ({ label, details }) => `changed the detail ${String(details['detail'])} of the list ${label}`,
  list_detail_archived: ({ label, details }) => `took the detail ${String(details['detail'])} off the list ${label}`,
  list_detail_restored: ({ label, details }) => `brought the detail ${String(details['detail'])} of the list ${label} back`,
  contacts_consent_changed: ({ details }) => `set the consent of ${people(details)} to ${String(details['consent'])}`,
  contacts_deleted: ({ details }) => `deleted ${people(details)}`,
  contacts_restored: ({ details }) => `brought ${people(details)} back`,
  contacts_exported: ({ details }) => `exported ${people(details)}`,
  import_undone: ({ label }) => `undid the import${label === '' ? '' : ` of ${label}`}`,
  contacts_imported: ({ label, details }) => `imported ${people(details)}${label === '' ? '' : ` from ${label}`}`,
  contacts_merged: ({ label }) => `merged another contact into ${label}`,
  contacts_unmerged: ({ label }) => `undid a merge of ${label}`,
  suppression_added: () => 'put a number on the do-not-contact list',
  suppression_removed: () => 'took a number off the do-not-contact list',
  suppressions_imported: ({ details }) => `put ${numbers(details)} on the do-not-contact list`,
  contact_opted_out: ({ label }) => `opted out ${label}`,
  opt_out_doubt_confirmed: ({ label }) => `said that ${label} asked to stop`,
  opt_out_doubt_dismissed: ({ label }) => `said that ${label} did not ask to stop`,
  broadcast_sent: ({ label, details }) =>
    `sent the broadcast ${label} to ${recipients(details)}${urgent(details)}${across(details)}`,
  broadcast_scheduled: ({ label, details }) =>
    `scheduled the broadcast ${label} for ${String(details['local']).replace('T', ' ')} (${String(details['zone']).replaceAll('_', ' ')})${across(details)}`,
  broadcast_changed: ({ label }) => `changed the scheduled broadcast ${label}`,
  broadcast_unscheduled: ({ label }) => `made the scheduled broadcast ${label} a draft again`,
  failure_check_applied: ({ details }) => `added what a look at past failures found to the list: ${numbersOf(details)}`,
  failure_check_undone: ({ details }) => `undid a look at past failures: ${numbersOf(details)}`,
  broadcast_sent_without_sync: ({ label }) => `sent the broadcast ${label} without syncing its lists first`,
  source_connected: ({ label }) => `connected the source ${label}`,
  source_changed: ({ label }) => `changed the source ${label}`,
  source_removed: ({ label }) => `disconnected the source ${label}`,
  source_synced: ({ label, details }) => `synced ${label}${changesOf(details)}`,
  source_sync_approved: ({ label }) => `let the sync of ${label} go on`,
  source_sync_rejected: ({ label }) => `dropped the sync of ${label}`,
  broadcast_released: ({ label }) => `went on with the broadcast ${label} after the first few`,
  sender_paused: ({ label, details }) =>
    `paused the sender ${label}: ${lowerFirst(String(details['reason'] ?? 'no reason given'))}`,
  sending_stopped: ({ details }) => `stopped all sending: ${lowerFirst(String(details['reason'] ?? 'no reason given'))}`,
  sending_resumed: () => 'started sending again',
  installation_sending_stopped: ({ details }) =>
    `stopped all sending of every workspace: ${lowerFirst(String(details['reason'] ?? 'no reason given'))}`,
  installation_sending_resumed: () => 'let every workspace send again',
  automatic_pause_changed: ({ details }) =>
    details['enabled'] === false
      ? 'switched off that senders are paused by themselves'
      : 'changed when senders are paused by themselves',
  error_codes_seen: ({ details }) => `looked at the provider’s error codes ${String(details['codes'])}`,
  messages_retried: ({ details }) => `sent ${messages(details)} again that had failed`,
  waiting_discarded: ({ label, details }) => `cancelled ${messages(details)} that waited for the sender ${label}`,
  messages_sent_directly: ({ label, details }) => `sent ${label} to ${recipients(details)}${urgent(details)}`,
  quiet_hours_changed: () => 'changed when people may be texted',
  double_opt_in_changed: () => 'changed who is asked for a YES before they get texts',
  opt_in_asked_again: ({ label }) => `asked ${label} again whether they want texts`,
  form_saved: ({ label, details }) =>
    `wrote the sign-up page of the list ${label}, ${details['open'] === true ? 'open' : 'closed'}`,
  join_keyword_added: ({ label }) => `added the keyword ${label}`,
  join_keyword_changed: ({ label }) => `changed the keyword ${label}`,
  join_keyword_removed: ({ label }) => `removed the keyword ${label}`,
  contact_erased: () => 'deleted a person for privacy, for good',
  contact_data_exported: ({ label }) => `exported everything about ${label}`,
  consent_exported: ({ label }) => `exported the consent of ${label}`,
};

/**
 * What happened, as the rest of a sentence after the actor's name. Actions without a line of their own are put by rule:
 * `contact_added` is "added contact Maria Sandoval"; a count stands before the thing.
 */
export function describeHappening({ action, label, details }: Happening): string {
  const own = words[action];
  if (own) return own({ label: label ?? '', details });
  const parts = action.split('_');
  const verb = parts.at(-1) ?? action;
  const thing = parts.slice(0, -1).join(' ');
  const count = typeof details['count'] === 'number' ? `${details['count'].toLocaleString('en')} ` : '';
  return [verb, `${count}${thing}`, label ?? ''].filter((part) => part !== '').join(' ');
}

function messages(details: Readonly<Record<string, unknown>>): string {
  const count = Number(details['count'] ?? 0);
  return count === 1 ? '1 message' : `${count.toLocaleString('en')} messages`;
}

/** What a sync changed; nothing where it changed nothing. */
function changesOf(details: Readonly<Record<string, unknown>>): string {
  const parts = (['added', 'changed', 'gone', 'opted_out'] as const).flatMap((name) => {
    const n = Number(details[name] ?? 0);
    return n === 0 ? [] : [`${n.toLocaleString('en')} ${name.replaceAll('_', ' ')}`];
  });
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
}

function numbersOf(details: Readonly<Record<string, unknown>>): string {
  const count = Number(details['count'] ?? 0);
  return count === 1 ? '1 number' : `${count.toLocaleString('en')} numbers`;
}

/** What somebody said yes to, as its lists are kept apart or are there for something else. */
function across({ across: said }: Readonly<Record<string, unknown>>): string {
  return Array.isArray(said) && said.length > 0 ? `, saying yes to: ${said.join('; ')}` : '';
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

function urgent({ urgent: reason }: Readonly<Record<string, unknown>>): string {
  return typeof reason === 'string' ? `, without waiting for quiet hours: ${reason}` : '';
}

function recipients(details: Readonly<Record<string, unknown>>): string {
  const count = Number(details['recipients'] ?? 0);
  return count === 1 ? '1 person' : `${count.toLocaleString('en')} people`;
}

function people(details: Readonly<Record<string, unknown>>): string {
  const count = Number(details['count'] ?? 0);
  return count === 1 ? '1 contact' : `${count.toLocaleString('en')} contacts`;
}

function numbers(details: Readonly<Record<string, unknown>>): string {
  const count = Number(details['added'] ?? 0);
  return count === 1 ? '1 number' : `${count.toLocaleString('en')} numbers`;
}

function named(role: unknown): string {
  const text = String(role);
  return /^[aeiou]/.test(text) ? `an ${text}` : `a ${text}`;
}

function listed(fields: unknown): string {
  return Array.isArray(fields) ? fields.map((field) => String(field).replaceAll('_', ' ')).join(' and ') : '';
}
