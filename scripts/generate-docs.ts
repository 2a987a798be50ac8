// `npm run docs`: writes the pages that follow from the code. A test fails when one of them is stale.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Permission, permissions, roleMay, roles, roleWords } from '@tidings/core/contract/permissions';
import { broadcastStateExplanation, broadcastStateLabel, broadcastStates } from '@tidings/core/messaging/broadcast-states';
import type { Reason } from '@tidings/core/messaging/reason';
import { reasonCodes, reasons } from '@tidings/core/messaging/reasons';
import { stateExplanation, stateLabel } from '@tidings/core/messaging/state-words';
import { finalStates, type MessageState, messageStates } from '@tidings/core/messaging/states';
import { settings } from '../server/config/config.ts';
import { type MetricName, metricNames } from '../server/lib/metric-names.ts';

const root = join(import.meta.dirname, '..');
const note = (source: string) => `<!-- Made by "npm run docs" from ${source}. Change it there. -->`;

/** The pages with their text, by path from the root of the repository. */
export function generatedDocs(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/ops/configuration.md', configurationPage()],
    ['.env.example', envExample()],
    ['docs/roles.md', rolesPage()],
    ['docs/ops/states-and-reasons.md', statesPage()],
    ['docs/ops/metrics.md', metricsPage()],
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
  'contacts:privacy': 'Export everything about a person, and delete a person for good',
  'fields:manage': 'Make and change custom fields and tags',
  'lists:read': 'See lists',
  'lists:write': 'Make and change lists',
  'events:read': 'See events',
  'events:write': 'Add, change and archive events',
  'suppressions:read': 'See who is not contacted, and why',
  'suppressions:write': 'Add addresses to “Do not contact”',
  'suppressions:remove': 'Take addresses off “Do not contact”',
  'broadcasts:read': 'See broadcasts and their progress',
  'broadcasts:write': 'Write broadcasts',
  'broadcasts:send': 'Send, schedule, pause and cancel broadcasts',
  'broadcasts:urgent': 'Send what cannot wait, without waiting for quiet hours',
  'messages:read': 'See the history of messages',
  'messages:send': 'Send single texts through the API',
  'inbox:read': 'Read conversations',
  'inbox:reply': 'Answer in conversations',
  'connections:read': 'See connections',
  'connections:manage': 'Connect providers, add and pause senders',
  'queue:read': 'See the queue, its workers and what went wrong',
  'queue:manage': 'Send failed messages again, cancel what waits, set when senders are paused by themselves',
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

function metricsPage(): string {
  const rowsOf = (of: MetricName['of']) =>
    Object.values(metricNames)
      .filter((metric) => metric.of === of)
      .map((metric) => [
        `\`${metric.name}\``,
        metric.type,
        metric.labels.map((label) => `\`${label}\``).join(', '),
        plain(metric.help),
      ]);
  return `${note('server/lib/metric-names.ts')}

# Metrics

\`GET /metrics\` answers in the text format of Prometheus. Who may read it: with \`TIDINGS_METRICS_TOKEN\` set, whoever sends \`Authorization: Bearer <token>\`; without it, programs on the same machine, not through a proxy. Nothing in it names a workspace, a person or a sender.

## Which process to ask

Every process tells its own figures, so ask each one: web processes at their port, workers at \`TIDINGS_WORKER_PORT\` (off by default; each worker of a machine needs its own). Settings, Health lists where each process listens. A worker that listens nowhere is still seen through the figures of the installation.

\`\`\`yaml
scrape_configs:
  - job_name: tidings
    authorization: { credentials: the-token }
    static_configs:
      - targets: ['10.0.0.1:3000', '10.0.0.2:3000', '10.0.0.3:9464']   # two web processes, one worker
\`\`\`

Add up figures **of the process** (\`sum(rate(tidings_handovers_total[5m]))\`). Figures **of the installation** come from the database and are the same whichever process is asked, so take one of them (\`max(tidings_queue_lag_seconds)\`); they are kept for up to ten seconds, and left out while the database is away.

## Of the process

${table(['Name', 'Type', 'Labels', 'What it is'], rowsOf('process'))}

Besides, what Node.js and the operating system tell of the process: names that begin with \`process_\` (memory, processor time, open files) and \`nodejs_\` (event loop, heap, garbage collection).

## Of the installation

${table(['Name', 'Type', 'Labels', 'What it is'], rowsOf('installation'))}

## Alerts worth having

| Alert | Expression |
| --- | --- |
| No worker lives | \`max(tidings_processes{role="worker",state="working"}) == 0\` |
| Something is due and nothing goes out | \`max(tidings_lanes{state="stuck"}) > 0\` |
| A lane is paused | \`max(tidings_lanes{state="paused"}) > 0\` |
| Much fails | \`max(tidings_last_minute_messages{outcome="failed"}) > 20\` |
| A connection does not work | \`max(tidings_connections{status="failing"}) > 0\` |
| The disk fills up | \`min(tidings_disk_free_bytes) < 5e9\` |
| The database is away | \`min(tidings_database_up) == 0\` |
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
