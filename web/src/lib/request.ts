import type { BodyFor, Endpoint, ParamsFor, QueryFor } from '@tidings/core/contract/endpoint';

type Part<K extends string, T> = [T] extends [undefined]
  ? { readonly [P in K]?: undefined }
  : Record<never, never> extends T
    ? { readonly [P in K]?: T }
    : { readonly [P in K]: T };

/** What a call of the endpoint needs: only the parts that its contract declares, required where it requires them. */
export type RequestOf<E extends Endpoint> = Part<'params', ParamsFor<E>> & Part<'query', QueryFor<E>> & Part<'body', BodyFor<E>>;

/** The request as rest arguments, so that it may be left out where nothing is required. */
export type RequestArgs<E extends Endpoint, More = unknown> =
  Record<never, never> extends RequestOf<E> ? [request?: RequestOf<E> & More] : [request: RequestOf<E> & More];

type Values = Readonly<Record<string, unknown>>;

/** `/contacts/{contact_id}` with its parameters filled in. */
export function fillPath(path: string, params: Values = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined || value === null || value === '') throw new Error(`The path ${path} needs ${name}.`);
    return encodeURIComponent(String(value));
  });
}

/** A query string; lists repeat the key, empty values are left out. Without the question mark. */
export function queryString(query: Values = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') search.append(key, String(one));
    }
  }
  return search.toString();
}

/** The address of an endpoint on this server. */
export function endpointUrl(endpoint: Endpoint, request: { params?: unknown; query?: unknown } = {}, extra: Values = {}): string {
  const query = queryString({ ...(request.query as Values | undefined), ...extra });
  return `/api/v1${fillPath(endpoint.path, request.params as Values | undefined)}${query === '' ? '' : `?${query}`}`;
}
