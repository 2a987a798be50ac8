/** The lock itself stands with the database: contacts, which come before compliance, forbid sending too. */
export { holdLeases, lockLeasesShared } from '../../db/lease-lock.ts';
