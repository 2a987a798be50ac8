import { sessionApi } from '@tidings/core/contract/session';
import type { Caller, TestProduct } from './product.ts';

/** Somebody at a browser: keeps the cookies it is given and sends them along, with the header that the web app sends. */
export interface Browser extends Caller {
  /** The value of the `cookie` header as it stands. */
  cookie(): string;
  /** The last `set-cookie` headers that came. */
  setCookies(): readonly string[];
  /** Sends the named workspace along. */
  in(workspace: string): Caller;
}

/** Opens a browser, as if from the given network address and by the given name. */
export function openBrowser(product: TestProduct, headers: Record<string, string> = {}): Browser {
  const jar = new Map<string, string>();
  let last: readonly string[] = [];
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const callWith =
    (more: Record<string, string>): Caller['call'] =>
    async (endpoint, options) => {
      const own = { 'x-tidings-client': 'web', ...headers, ...more, ...(jar.size > 0 ? { cookie: cookie() } : {}) };
      const answer = await product.anonymous(own).call(endpoint, options);
      const set = answer.headers['set-cookie'];
      if (set !== undefined) {
        last = [set].flat().map(String);
        for (const one of last) keep(jar, one);
      }
      return answer;
    };
  return {
    call: callWith({}),
    in: (workspace) => ({ call: callWith({ 'tidings-workspace': workspace }) }),
    cookie,
    setCookies: () => last,
  };
}

function keep(jar: Map<string, string>, setCookie: string): void {
  const [pair = ''] = setCookie.split(';');
  const [name = '', value = ''] = pair.split('=');
  if (value === '') jar.delete(name);
  else jar.set(name, value);
}

export const operatorPassword = 'seven rivers meet';

/** Sets the installation up and returns the operator's browser, signed in, with the first workspace. */
export async function setUp(
  product: TestProduct,
): Promise<{ browser: Browser; slug: string; workspaceId: string; userId: string }> {
  const browser = openBrowser(product);
  const answer = await browser.call(sessionApi.firstRun, {
    body: {
      organisation: 'Grace Church',
      name: 'Olive Operator',
      email: 'olive@example.com',
      password: operatorPassword,
      country: 'US',
      time_zone: 'America/Chicago',
    },
  });
  const membership = answer.status === 201 ? answer.body.memberships[0] : undefined;
  if (!membership || !answer.body.user) throw new Error(`The first run failed: ${answer.text}`);
  return { browser, slug: membership.slug, workspaceId: membership.workspace_id, userId: answer.body.user.id };
}
