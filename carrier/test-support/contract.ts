import { readFileSync } from 'node:fs';

interface Property {
  type: string;
  nullable?: boolean;
  pattern?: string;
  enum?: string[];
  format?: string;
}

type ResourceName = 'message' | 'call' | 'account' | 'incoming_phone_number';

/** The pieces of Twilio's OpenAPI description that the carrier speaks. */
export const contract = JSON.parse(
  readFileSync(new URL('../test-data/twilio-2010-04-01.json', import.meta.url), 'utf8'),
) as Record<'createMessage' | 'createCall' | 'listMessages' | 'listEnvelope', string[]> &
  Record<ResourceName, Record<string, Property>>;

const rfc2822 =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d \+0000$/;

/** What in a resource differs from the description: missing, surplus and ill-formed fields. */
export function contractProblems(name: ResourceName, resource: Readonly<Record<string, unknown>>): string[] {
  const properties = contract[name];
  const problems = Object.keys(resource)
    .filter((field) => !(field in properties))
    .map((field) => `${field} is not in the description`);
  for (const [field, property] of Object.entries(properties)) {
    if (!(field in resource)) problems.push(`${field} is missing`);
    else if (!fits(resource[field], property)) problems.push(`${field} is ${JSON.stringify(resource[field])}`);
  }
  return problems;
}

function fits(value: unknown, property: Property): boolean {
  if (value === null) return property.nullable === true;
  if (property.type === 'integer') return Number.isInteger(value);
  if (typeof value !== property.type) return false;
  if (typeof value !== 'string') return true;
  if (property.enum && !property.enum.includes(value)) return false;
  if (property.pattern && !new RegExp(property.pattern).test(value)) return false;
  return property.format !== 'date-time-rfc-2822' || rfc2822.test(value);
}
