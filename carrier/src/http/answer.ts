import type { ServerResponse } from 'node:http';
import type { Refusal } from '../refusal.ts';

export function answerJson(response: ServerResponse, status: number, json: string): void {
  const length = Buffer.byteLength(json);
  response.writeHead(status, ['content-type', 'application/json; charset=utf-8', 'content-length', String(length)]);
  // As long in bytes as in letters: ASCII, which is written faster under the name of latin1.
  if (length === json.length) response.end(json, 'latin1');
  else response.end(json);
}

export function answerRefusal(response: ServerResponse, refusal: Refusal): void {
  for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value);
  const json = refusal.toJson();
  response.statusCode = refusal.status;
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.setHeader('content-length', Buffer.byteLength(json));
  response.end(json);
}

/** What a load balancer in front of the API says when the API is down. */
export function answerServerError(response: ServerResponse, status: number): void {
  const html = `<html><head><title>${status} Server Error</title></head><body><h1>${status} Server Error</h1></body></html>\n`;
  response.writeHead(status, { 'content-type': 'text/html', 'content-length': Buffer.byteLength(html) });
  response.end(html);
}
