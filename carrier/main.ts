import { parseArgs } from 'node:util';
import { startCarrier } from './src/start.ts';

const usage = `The sandbox carrier: speaks Twilio's API over HTTP and delivers to phones that exist only here.

  node carrier/main.ts --port 4311 --data <folder> [--host 127.0.0.1] [--keep 200000] [--control-token <secret>]

  --port           port to listen on; 0 takes any free one (default 4311)
  --data           folder for the journal; without it everything is forgotten at the end
  --host           address to listen on (default 127.0.0.1)
  --keep           messages kept per account (default 200000)
  --control-token  secret of the control API (default: CARRIER_CONTROL_TOKEN, else one is made up and printed)
`;

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${name} must be a whole number from ${least} to ${most}, not '${text}'`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4311' },
      host: { type: 'string', default: '127.0.0.1' },
      data: { type: 'string' },
      keep: { type: 'string', default: '200000' },
      'control-token': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return void process.stdout.write(usage);
  const givenToken = values['control-token'] ?? process.env['CARRIER_CONTROL_TOKEN'];
  const carrier = await startCarrier({
    port: wholeNumber('port', values.port, 0, 65_535),
    host: values.host,
    keep: wholeNumber('keep', values.keep, 1, 100_000_000),
    ...(values.data === undefined ? {} : { dataDir: values.data }),
    ...(givenToken ? { controlToken: givenToken } : {}),
  });
  const started = givenToken ? { listening: carrier.url } : { listening: carrier.url, control_token: carrier.controlToken };
  process.stdout.write(`${JSON.stringify(started)}\n`);
  const stop = (): void => {
    carrier.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);
