import { VisuallyHidden } from '@mantine/core';
import classes from './MinuteChart.module.css';

/** The colours of a chart, by what they mean. */
export type SeriesTone = 'main' | 'soft' | 'danger' | 'warning';

export interface Series {
  readonly key: string;
  readonly label: string;
  readonly tone: SeriesTone;
  /** What stands beside the label: a sum, an average. */
  readonly summary?: string;
}

interface MinuteChartProps {
  /** What it shows, for who cannot see it. */
  readonly label: string;
  readonly series: readonly Series[];
  /** One for each bar, the earliest first; each value belongs to the series of its place. */
  readonly points: readonly { readonly label: string; readonly values: readonly number[] }[];
  /** Values lie one above the other, or the smaller before the larger. */
  readonly stacked?: boolean;
  readonly format: (value: number) => string;
  /** Said instead of bars when all is zero. */
  readonly quiet: string;
}

/** Bars over time with a legend; the same as a table for who cannot see it. */
export function MinuteChart({ label, series, points, stacked = false, format, quiet }: MinuteChartProps) {
  const total = (values: readonly number[]) => (stacked ? values.reduce((sum, value) => sum + value, 0) : Math.max(0, ...values));
  const most = Math.max(0, ...points.map((point) => total(point.values)));
  const middle = points[Math.floor(points.length / 2)];
  return (
    <figure className={classes.root}>
      <div className={classes.plot} aria-hidden="true">
        {most === 0 ? <span className={classes.quiet}>{quiet}</span> : <span className={classes.most}>{format(most)}</span>}
        <div className={classes.bars} data-stacked={stacked || undefined}>
          {points.map((point) => (
            <span
              key={point.label}
              className={classes.bar}
              title={`${point.label}: ${series.map((one, index) => `${one.label} ${format(point.values[index] ?? 0)}`).join(', ')}`}
            >
              {series.map((one, index) => (
                <i key={one.key} data-tone={one.tone} style={{ height: heightOf(point.values[index] ?? 0, most) }} />
              ))}
            </span>
          ))}
        </div>
        <div className={classes.axis}>
          <span>{points[0]?.label}</span>
          <span>{middle?.label}</span>
          <span>now</span>
        </div>
      </div>
      <figcaption className={classes.legend} aria-hidden="true">
        {series.map((one) => (
          <span key={one.key}>
            <i className={classes.swatch} data-tone={one.tone} />
            {one.label} {one.summary !== undefined && <strong>{one.summary}</strong>}
          </span>
        ))}
      </figcaption>
      <VisuallyHidden>
        <ChartTable label={label} series={series} points={points} format={format} />
      </VisuallyHidden>
    </figure>
  );
}

function ChartTable({ label, series, points, format }: Pick<MinuteChartProps, 'label' | 'series' | 'points' | 'format'>) {
  const busy = points.filter((point) => point.values.some((value) => value > 0));
  return (
    <table>
      <caption>
        {label}
        {busy.length === 0 ? '. Nothing happened.' : ''}
      </caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          {series.map((one) => (
            <th key={one.key} scope="col">
              {one.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {busy.map((point) => (
          <tr key={point.label}>
            <th scope="row">{point.label}</th>
            {series.map((one, index) => (
              <td key={one.key}>{format(point.values[index] ?? 0)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Something is always seen of what is not zero. */
function heightOf(value: number, most: number): string {
  return value === 0 || most === 0 ? '0' : `max(2px, ${(100 * value) / most}%)`;
}
