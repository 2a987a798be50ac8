import type { Provider, ProviderField } from '@tidings/core/contract/connections';
import { z } from 'zod';
import { readInput } from '../../http/input.ts';
import { badField } from '../../lib/errors.ts';
import type { SmsProvider } from '../../providers/sms/contract.ts';
import { smsProviders } from '../../providers/sms/registry.ts';

type Values = Readonly<Record<string, string>>;

/** The provider that a new connection names. */
export function knownProvider(id: string): SmsProvider {
  const provider = smsProviders.find((one) => one.id === id);
  if (provider) return provider;
  throw badField('body.provider', `must be one of: ${smsProviders.map((one) => one.id).join(', ')}`);
}

/** The form of a provider, drawn from its schemas: a new provider needs no screen of its own. */
export function describeProvider(provider: SmsProvider): Provider {
  return {
    id: provider.id,
    label: provider.label,
    channel: 'sms',
    fields: [...fieldsOf(provider.settingsSchema, false), ...fieldsOf(provider.secretsSchema, true)],
  };
}

function fieldsOf(schema: z.ZodObject, secret: boolean): ProviderField[] {
  const described = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, { title?: string; description?: string; default?: unknown }>;
    required?: string[];
  };
  return Object.entries(described.properties ?? {}).map(([name, one]) => ({
    name,
    title: one.title ?? name,
    help: one.description ?? null,
    required: described.required?.includes(name) ?? false,
    secret,
    default: one.default === undefined ? null : String(one.default),
  }));
}

/** Checks settings; what was left empty counts as not given. Throws a refusal that names each field. */
export function checkSettings(provider: SmsProvider, values: Values): Record<string, unknown> {
  return readInput('body.settings', provider.settingsSchema.strict(), withoutEmpty(values)) as Record<string, unknown>;
}

/** Checks all secrets of a connection. */
export function checkSecrets(provider: SmsProvider, values: Values): Record<string, string> {
  return readInput('body.secrets', provider.secretsSchema.strict(), withoutEmpty(values)) as Record<string, string>;
}

export function withoutEmpty(values: Values): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value.trim() === '' ? [] : [[name, value.trim()]])),
  );
}
