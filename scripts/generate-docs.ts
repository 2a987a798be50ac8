// `npm run docs`: writes the pages that follow from the code. A test fails when one of them is stale.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Permission, permissions, roleMay, roles, roleWords } from '@tidings/core/contract/permissions';
import { broadcastStateExplanation, broadcastStateLabel, broadcastStates } from '@tidings/core/messaging/broadcast-states';
import { type Reason, reasonCodes, reasons } from '@tidings/core/messaging/reasons';
import { stateExplanation, stateLabel } from '@tidings/core/messaging/state-words';
import { finalStates, type MessageState, messageStates } from '@tidings/core/messaging/states';
import { settings } from '../server/config/config.ts';

const root = join(import.meta.dirname, '..');
const note = (source: string) => `<!-- Made by "npm run docs" from ${source}. Change it there. -->`;

/** The pages with their text, by path from the root of the repository. */
export function generatedDocs(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/ops/configuration.md', configurationPage()],
    ['.env.example', envExample()],
    ['docs/roles.md', rolesPage()],
    ['docs/ops/states-and-reasons.md', statesPage()],
  ]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Outside of code, <data> would be read as a tag. */
const plain = (text: string) => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function configurationPage(): string {
  const rows = Object.values(settings).map((one) => {
    const secret = one.secret ? ' Secret: keep it out of logs and repositories.' : '';
    return [`\`${one.env}\``, plain(one.defaultWords), plain(one.help) + secret];
  });
  return `${note('server/config/config.ts')}

# Configuration

Tidings needs no configuration to start. What you want otherwise, set as environment variables. \`.env.example\` lists them all; to use it as a file, copy it to \`.env\` and start with \`set -a; . ./.env; set +a; npm start\`, or name it as \`EnvironmentFile=\` in a systemd unit ([running.md](running.md)). Tidings itself reads the environment only.

A value that cannot be used is refused at the start, with its name and what it must be. \`npm run tidings doctor\` checks them without starting.

Yes and no are written \`true\` or \`false\`. Every process of an installation gets the same values, except for ports and log level.

${table(['Setting', 'Default', 'What it does'], rows)}
`;
}

function envExample(): string {
  const blocks = Object.values(settings).map((one) => {
    const simple = /^[\w.:/-]+$/.test(one.defaultWords) && one.defaultWords !== 'none';
    return `${wrapped(one.help)}\n# Default: ${one.defaultWords}\n#${one.env}=${simple ? one.defaultWords : ''}\n`;
  });
  return `# Made by "npm run docs" from server/config/config.ts. Change it there.\n# Take the # away from a line that is to count.\n\n${blocks.join('\n')}`;
}

function wrapped(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last.length + word.length > 100) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((line) => `# ${line}`).join('\n');
}

/** What each permission lets one do, to follow "may". */
const permissionWords: Readonly<Record<Permission, string>> = {
  'workspace:read': 'See the workspace and its texts for STOP and HELP',
  'workspace:manage': 'Change name, country, time zone and the texts for STOP and HELP',
  'workspace:go_live': 'Switch between sandbox and live',
  'members:read': 'See who is a member',
  'members:manage': 'Invite, create and remove members, change roles, set initial passwords',
  'api_keys:manage': 'Make and revoke API keys',
  'audit:read': 'Read the activity: who did what, and when',
  'contacts:read': 'See contacts, tags and fields',
  'contacts:write': 'Add and edit contacts',
  'contacts:delete': 'Delete contacts',
  'contacts:import': 'Import contacts from a file',
  'contacts:export': 'Download contacts as a file',
  'fields:manage': 'Make and change custom fields and tags',
  'lists:read': 'See lists',
  'lists:write': 'Make and change lists',
  'suppressions:read': 'See who is not contacted, and why',
  'suppressions:write': 'Add addresses to “Do not contact”',
  'suppressions:remove': 'Take addresses off “Do not contact”',
  'broadcasts:read': 'See broadcasts and their progress',
  'broadcasts:write': 'Write broadcasts',
  'broadcasts:send': 'Send, schedule, pause and cancel broadcasts',
  'messages:read': 'See the history of messages',
  'messages:send': 'Send single texts through the API',
  'inbox:read': 'Read conversations',
  'inbox:reply': 'Answer in conversations',
  'connections:read': 'See connections',
  'connections:manage': 'Connect providers, add and pause senders',
  'sandbox:use': 'Use the sandbox phones',
};

function rolesPage(): string {
  const rows = permissions.map((permission) => [
    permissionWords[permission],
    ...roles.map((role) => (roleMay(role, permission) ? 'yes' : '')),
    `\`${permission}\``,
  ]);
  return `${note('core/src/contract/permissions.ts')}

# Roles

Every member of a workspace has one role. A person may be a member of several workspaces, with a different role in each. API keys have a role too.

${roles.map((role) => `- **${roleWords[role].label}.** ${roleWords[role].help}`).join('\n')}

Nobody gives a role above their own, and nobody changes somebody above them. So only owners make, change or remove owners. The last owner of a workspace cannot leave.

Change roles in Settings, Members. Screens leave out what your role does not allow, and the server refuses it.

${table(['May', ...roles.map((role) => roleWords[role].label), 'In the API'], rows)}

## The operator

The operator is not a role in a workspace. It is whoever set the installation up: the first person to sign up. The operator creates further workspaces and decides whether others may sign up on their own (Settings, Installation). Being the operator opens no workspace: for that, the operator is a member like everybody else.
`;
}

const sendAgainWords: Readonly<Record<Reason['sendAgain'], string>> = { yes: 'yes', after_fix: 'after a fix', no: 'no' };

function statesPage(): string {
  const isFinal = (state: MessageState) => (finalStates as readonly MessageState[]).includes(state);
  const states = messageStates.map((state) => [
    `\`${state}\``,
    stateLabel(state),
    isFinal(state) ? 'yes' : '',
    stateExplanation(state),
  ]);
  const broadcasts = broadcastStates.map((state) => [
    `\`${state}\``,
    broadcastStateLabel(state),
    broadcastStateExplanation(state),
  ]);
  const why = reasonCodes.map((code) => {
    const reason = reasons[code];
    return [`\`${code}\``, reason.label, sendAgainWords[reason.sendAgain], reason.actor, reason.words];
  });
  return `${note('core/src/messaging')}

# States and reasons

Every message is in exactly one state, so the counts of a broadcast always add up to everyone it was planned for. States only move forward. A late or repeated report from the provider changes nothing, with one exception: a message counted as failed becomes delivered when the carrier says that it arrived after all.

## Messages

${table(['State', 'On the screen', 'Final', 'What it means'], states)}

“Accepted” is not “delivered”: the provider took the message, and the carrier has not reported yet.

## Broadcasts

${table(['State', 'On the screen', 'What it means'], broadcasts)}

## Reasons

Why a message did not arrive, or waits. “Send again” says whether that makes sense. The last but one column says who must act.

${table(['Reason', 'On the screen', 'Send again', 'Who acts', 'What it means'], why)}
`;
}

if (import.meta.main) {
  for (const [path, text] of generatedDocs()) {
    writeFileSync(join(root, path), text);
    console.log(path);
  }
}
