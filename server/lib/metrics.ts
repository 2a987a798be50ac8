import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type MetricName, metricNames } from './metric-names.ts';

const settingsOf = ({ name, help, labels }: MetricName, registry: Registry) => ({
  name,
  help,
  labelNames: [...labels],
  registers: [registry],
});

/** From a quick answer of the API to a slow upload. */
const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What a process counts about itself, in Prometheus' terms. One per context. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #gauges = new Map<string, Gauge>();
  readonly #handovers: Counter;
  readonly #receipts: Counter;
  readonly #httpSeconds: Histogram;
  #started = false;

  constructor() {
    this.#handovers = new Counter(settingsOf(metricNames.handovers, this.#registry));
    this.#receipts = new Counter(settingsOf(metricNames.receipts, this.#registry));
    this.#httpSeconds = new Histogram({ ...settingsOf(metricNames.httpSeconds, this.#registry), buckets: secondsBuckets });
  }

  /** Notes results of handing messages over. */
  handedOver(outcomes: readonly string[]): void {
    for (const outcome of outcomes) this.#handovers.inc({ outcome });
  }

  /** Notes receipts that were written. */
  received(states: readonly string[]): void {
    for (const state of states) this.#receipts.inc({ state });
  }

  /** Notes an answered request. `route` is the pattern, not the address: a label for each id would fill the memory. */
  answered(request: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }): void {
    const { method, route, status, seconds } = request;
    this.#httpSeconds.observe({ method, route, status }, seconds);
  }

  /** Sets a gauge to its values by label; what had a value before and has none now is left out. */
  set(
    metric: MetricName,
    values: readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[],
  ): void {
    let gauge = this.#gauges.get(metric.name);
    if (!gauge) {
      gauge = new Gauge(settingsOf(metric, this.#registry));
      this.#gauges.set(metric.name, gauge);
    }
    gauge.reset();
    // A gauge without labels reads 0 after a reset; without a value it must not be there.
    if (values.length === 0 && metric.labels.length === 0) gauge.remove();
    for (const { labels, value } of values) gauge.set({ ...labels }, value);
  }

  /** Everything in Prometheus' text format. Node's own figures are collected from the first call on. */
  async text(): Promise<{ readonly contentType: string; readonly body: string }> {
    if (!this.#started) collectDefaultMetrics({ register: this.#registry });
    this.#started = true;
    return { contentType: this.#registry.contentType, body: await this.#registry.metrics() };
  }
}
