import { dialCountries, ownCountries } from '@tidings/core/contacts/country-of';
import type { Costs, CostsChange } from '@tidings/core/contract/costs';
import { lookupMicros } from '@tidings/core/messaging/prices';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { holdLeases } from '../compliance/lease-lock-store.ts';
import { priceProvider, readPriceBook } from './price-book.ts';
import { type CostSettings, readCostFacts, readCostSettings, writeCostSettings } from './settings-store.ts';
import { findHold } from './spending-store.ts';

/** Everything about countries, limits and prices, of the world that the workspace is in. */
export async function getCosts(tx: Tx, workspaceId: string): Promise<Costs> {
  const settings = await readCostSettings(tx, workspaceId);
  // Which world it is, is only known now; the rare second reading costs nothing that matters.
  const first = await readCostFacts(tx, workspaceId, true);
  const sandbox = first.mode === 'sandbox';
  const facts = sandbox ? first : await readCostFacts(tx, workspaceId, false);
  const provider = await priceProvider(tx, workspaceId, sandbox);
  const book = await readPriceBook(tx, { workspaceId, sandbox, provider });
  const hold = await findHold(tx, workspaceId, sandbox);
  return {
    currency: 'USD',
    allowed_countries: [...(settings.allowed_countries ?? ownCountries(facts.country))],
    allowed_by_default: settings.allowed_countries === null,
    daily_limit_micros: settings.daily_limit_micros,
    monthly_limit_micros: settings.monthly_limit_micros,
    ask_above_micros: settings.ask_above_micros,
    spent: { today_micros: facts.spentToday, month_micros: facts.spentMonth },
    hold: hold ? { period: hold.period, since: hold.since.toISOString() } : null,
    lookups: settings.lookups,
    lookup_days: settings.lookup_days,
    lookup_micros: lookupMicros(provider) ?? null,
    prices: [...book].map(([country, { micros, surchargeMicros, basis, asOf }]) => ({
      country,
      micros,
      surcharge_micros: surchargeMicros,
      basis,
      as_of: asOf,
    })),
  };
}

/** Changes what is given. Waits for leases: once it is answered, nothing leaves by what held before. */
export async function updateCosts(tx: Tx, actor: WorkspaceActor, change: CostsChange): Promise<Costs> {
  const { workspaceId } = actor;
  const unknown = change.allowed_countries?.find((country) => !dialCountries.includes(country));
  if (unknown !== undefined) throw badField('body.allowed_countries', `names ${unknown}, which no phone number belongs to`);
  await holdLeases(tx, workspaceId);
  const before = await readCostSettings(tx, workspaceId);
  const { allowed_countries: countries, ...others } = change;
  const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  const after: CostSettings = {
    ...before,
    ...given,
    ...(countries === undefined ? {} : { allowed_countries: countries && [...new Set(countries)].sort() }),
  };
  const fields = (Object.keys(after) as (keyof CostSettings)[]).filter(
    (field) => JSON.stringify(after[field]) !== JSON.stringify(before[field]),
  );
  if (fields.length > 0) {
    await writeCostSettings(tx, workspaceId, after);
    const pick = (from: CostSettings) => Object.fromEntries(fields.map((field) => [field, from[field]]));
    await recordActivity(tx, actor, {
      action: 'costs_changed',
      objectKind: 'workspace',
      objectId: workspaceId,
      details: { fields, before: pick(before), after: pick(after) },
    });
    await announce(tx, workspaceId, { topic: 'workspace' });
  }
  return getCosts(tx, workspaceId);
}
