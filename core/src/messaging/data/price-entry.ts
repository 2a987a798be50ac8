/** What a provider asks for one unit of a channel in one country. */
export interface PriceEntry {
  /** ISO 3166-1 alpha-2 of the recipient. */
  readonly country: string;
  /** Millionths of the currency per unit (an SMS segment, an MMS, a lookup). */
  readonly micros: number;
  /** What the carriers add to it per unit, where it is known. Providers bill it apart, and do not report it with the message. */
  readonly surchargeMicros?: number;
  /** `published`: on the provider's public list, as remembered; `rough`: remembered without certainty and rounded up. */
  readonly sureness: 'published' | 'rough';
}

/** Prices of one provider and channel, as of a day. A newer state of the world is a newer file. */
export interface PriceTable {
  readonly provider: string;
  readonly channel: 'sms' | 'mms' | 'lookup';
  readonly currency: 'USD';
  /** The day on which the entries were last looked over. */
  readonly asOf: string;
  readonly source: string;
  readonly entries: readonly PriceEntry[];
}
