import type { AnswerOf, Endpoint } from '@tidings/core/contract/endpoint';
import { type ApiError, problemFrom, unreachable } from './api-error.ts';
import { serverAway } from './availability.ts';
import { endpointUrl, type RequestArgs } from './request.ts';

export interface CallOptions {
  /** Whose data: sent in the `tidings-workspace` header. The hooks of `query.ts` fill it in. */
  readonly workspaceId?: string | undefined;
  /** Repeating a request with the same key does its work once. Use `newKey()` per intention, not per attempt. */
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface UploadOptions extends CallOptions {
  /** How much of the file has left, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** Calls an endpoint and gives its answer, or throws an `ApiError`. */
export async function call<E extends Endpoint>(endpoint: E, ...[request]: RequestArgs<E, CallOptions>): Promise<AnswerOf<E>> {
  const options: CallOptions & { params?: unknown; query?: unknown; body?: unknown } = request ?? {};
  const init: RequestInit = { method: endpoint.method, headers: headersOf(endpoint, options), credentials: 'same-origin' };
  if (options.signal !== undefined) init.signal = options.signal;
  if (options.body !== undefined) init.body = JSON.stringify(options.body);
  const response = await fetch(endpointUrl(endpoint, options), init).catch((cause: unknown) => {
    if (options.signal?.aborted === true) throw cause;
    throw reported(unreachable());
  });
  const text = await response.text();
  if (!response.ok) throw reported(problemFrom(response.status, text, response.headers.get('retry-after')));
  serverAway.set(false);
  return (text === '' ? undefined : JSON.parse(text)) as AnswerOf<E>;
}

/** Sends a file as the raw body of a `body: 'stream'` endpoint, telling how far it got. */
export function upload<E extends Endpoint & { readonly body: 'stream' }>(
  endpoint: E,
  file: Blob,
  ...[request]: RequestArgs<E, UploadOptions>
): Promise<AnswerOf<E>> {
  const options: UploadOptions & { params?: unknown; query?: unknown } = request ?? {};
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open(endpoint.method, endpointUrl(endpoint, options));
    for (const [name, value] of Object.entries(headersOf(endpoint, options))) xhr.setRequestHeader(name, value);
    xhr.setRequestHeader('content-type', file.type || 'application/octet-stream');
    xhr.upload.onprogress = (event) => event.lengthComputable && options.onProgress?.(event.loaded / event.total);
    xhr.onerror = () => reject(reported(unreachable()));
    xhr.onabort = () => reject(new DOMException('The upload was stopped.', 'AbortError'));
    xhr.onload = () => {
      if (xhr.status >= 200 && xhr.status < 300) {
        serverAway.set(false);
        resolve((xhr.responseText === '' ? undefined : JSON.parse(xhr.responseText)) as AnswerOf<E>);
      } else reject(reported(problemFrom(xhr.status, xhr.responseText, xhr.getResponseHeader('retry-after'))));
    };
    options.signal?.addEventListener('abort', () => xhr.abort());
    xhr.send(file);
  });
}

/** The address of a download, for a link: the browser cannot send our header, so the workspace rides in the query. */
export function downloadUrl<E extends Endpoint>(endpoint: E, workspaceId: string, ...[request]: RequestArgs<E>): string {
  return endpointUrl(endpoint, request ?? {}, { workspace: workspaceId });
}

/** A fresh idempotency key; also where `crypto.randomUUID` is missing, as on plain http in a local network. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function headersOf(endpoint: Endpoint, options: CallOptions & { body?: unknown }): Record<string, string> {
  return {
    accept: 'application/json, application/problem+json',
    ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(options.workspaceId === undefined ? {} : { 'tidings-workspace': options.workspaceId }),
    // A form on a foreign page cannot set a header of its own, which is what the server's CSRF check relies on.
    ...(endpoint.method === 'GET' ? {} : { 'x-tidings-client': 'web' }),
    ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
  };
}

function reported(error: ApiError): ApiError {
  serverAway.set(error.unavailable);
  return error;
}
