import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Database } from '../db/database.ts';
import { loadEncryptionKey, SecretBox } from '../lib/crypto.ts';
import { NoAnswer, OutgoingHttp } from '../lib/outgoing-http.ts';
import { openSecrets } from '../modules/connections/secrets.ts';
import { listConnectionsInUse } from '../modules/connections/store.ts';
import { bad, type Finding, good } from './finding.ts';
import { findRunning } from './place.ts';

/** Whether the key of the credentials can be read. Makes none: a doctor changes nothing. */
export function checkEncryptionKey(config: Config): { finding: Finding; secrets?: SecretBox } {
  const what = 'Encryption key';
  const file = join(config.dataDir, 'keys', 'encryption.key');
  if (!config.encryptionKey && !existsSync(file)) {
    return { finding: good(what, `none yet; it is made at the first start and kept in ${file}`) };
  }
  try {
    if (!config.encryptionKey) readFileSync(file);
    const secrets = new SecretBox(loadEncryptionKey(config.encryptionKey, config.dataDir));
    return { finding: good(what, config.encryptionKey ? 'set in TIDINGS_ENCRYPTION_KEY' : file), secrets };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return {
      finding: bad(
        what,
        `${words} Put back the key that was used before, from your backup: without it stored credentials are lost.`,
      ),
    };
  }
}

/** What is known of each connection to a provider, without asking the provider: its last test, and whether its credentials can be read. */
export async function checkConnections(database: Database, secrets: SecretBox | undefined): Promise<Finding[]> {
  const rows = await database.system((tx) => listConnectionsInUse(tx));
  return rows.flatMap((row) => {
    const what = `${row.sandbox ? 'Sandbox' : 'Connection'} "${row.name}" of ${row.workspace_name}`;
    if (secrets) {
      try {
        openSecrets({ secrets }, { id: row.id, workspaceId: row.workspace_id }, row.secrets);
      } catch {
        return bad(
          what,
          'its credentials were encrypted with another key. Put that key back, or enter the credentials again in Settings, Connections.',
        );
      }
    }
    if (row.status === 'failing') {
      return bad(what, `${row.status_words ?? 'the provider refuses it.'} Test it again in Settings, Connections.`);
    }
    // Every workspace has one: they are only worth a line when something is wrong.
    if (row.sandbox) return [];
    return good(what, row.status === 'working' ? (row.status_words ?? 'working') : 'not tested yet; Settings, Connections, Test');
  });
}

/** Whether the sandbox carrier answers. It only has to where `tidings start` runs, or an address was set for it. */
export async function checkSandboxCarrier(config: Config): Promise<Finding> {
  const what = 'Sandbox carrier';
  const url = config.sandboxUrl ?? `http://127.0.0.1:${config.sandboxPort}`;
  const outgoing = new OutgoingHttp({ allowPrivate: false, always: [url] });
  try {
    const answer = await outgoing.send({ method: 'GET', url: `${url}/_control/health`, timeoutMs: 3_000 });
    if (answer.status === 200) return good(what, `answers at ${url}`);
    return bad(
      what,
      `something else answers at ${url} (HTTP ${answer.status}). Set TIDINGS_SANDBOX_PORT or TIDINGS_SANDBOX_URL.`,
    );
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    if (!config.sandboxUrl && !findRunning(config)) return good(what, 'not running; "npm start" runs it');
    return bad(
      what,
      `does not answer at ${url}. If "npm start" took another port because this one was busy, set TIDINGS_SANDBOX_PORT.`,
    );
  } finally {
    await outgoing.close();
  }
}
