/** One setting of the installation: where it comes from, what it defaults to and what it does. */
export interface Setting<T> {
  readonly env: string;
  readonly help: string;
  readonly defaultWords: string;
  readonly secret: boolean;
  readonly parse: (raw: string | undefined) => T;
}

/** A setting that is wrong: which, and how to mend it. Reported all at once at start. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

interface Options<T> {
  readonly env: string;
  readonly help: string;
  readonly default: T;
  readonly defaultWords?: string;
  readonly secret?: boolean;
}

function setting<T>(options: Options<T>, parse: (raw: string) => T): Setting<T> {
  return {
    env: options.env,
    help: options.help,
    secret: options.secret ?? false,
    defaultWords: options.defaultWords ?? (options.default === undefined ? 'none' : String(options.default)),
    parse: (raw) => (raw === undefined || raw.trim() === '' ? options.default : parse(raw.trim())),
  };
}

/** Free text. */
export function text<T extends string | undefined>(options: Options<T>): Setting<T | string> {
  return setting<T | string>(options, (raw) => raw);
}

/** A whole number within bounds. */
export function whole(options: Options<number> & { readonly min: number; readonly max: number }): Setting<number> {
  return setting(options, (raw) => {
    const value = Number(raw);
    if (!Number.isInteger(value) || value < options.min || value > options.max) {
      throw new Error(`${options.env} must be a whole number from ${options.min} to ${options.max}, not "${raw}"`);
    }
    return value;
  });
}

/** Yes or no: `true`/`false`, `1`/`0`, `yes`/`no`. */
export function flag(options: Options<boolean>): Setting<boolean> {
  return setting(options, (raw) => {
    if (/^(true|1|yes|on)$/i.test(raw)) return true;
    if (/^(false|0|no|off)$/i.test(raw)) return false;
    throw new Error(`${options.env} must be true or false, not "${raw}"`);
  });
}

/** One of a closed set. */
export function oneOf<const T extends readonly string[]>(values: T, options: Options<T[number]>): Setting<T[number]> {
  return setting<T[number]>(options, (raw) => {
    if (!values.includes(raw)) throw new Error(`${options.env} must be one of ${values.join(', ')}, not "${raw}"`);
    return raw;
  });
}

/** An absolute http(s) URL without a trailing slash. */
export function url<T extends string | undefined>(options: Options<T>): Setting<T | string> {
  return setting<T | string>(options, (raw) => {
    if (!URL.canParse(raw) || !/^https?:$/.test(new URL(raw).protocol)) {
      throw new Error(`${options.env} must be an address such as https://tidings.example.org, not "${raw}"`);
    }
    return raw.replace(/\/+$/, '');
  });
}

/** Reads every declared setting from the environment; throws one ConfigError that lists all that is wrong. */
export function readSettings<S extends Record<string, Setting<unknown>>>(
  declared: S,
  env: Readonly<Record<string, string | undefined>>,
): { [K in keyof S]: S[K] extends Setting<infer T> ? T : never } {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(declared)) {
    try {
      values[name] = one.parse(env[one.env]);
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return values as { [K in keyof S]: S[K] extends Setting<infer T> ? T : never };
}
