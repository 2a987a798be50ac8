/** Where a person came from. */
export const contactOrigins = ['member', 'import', 'inbound', 'api', 'sample'] as const;
export type ContactOrigin = (typeof contactOrigins)[number];
