import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestProduct, testProduct } from '../testing/product.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

interface Schema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

test('every field that the API’s description needs is also described', async () => {
  const answer = await product.app.inject({ method: 'GET', url: '/api/v1/openapi.json' });
  expect(answer.statusCode).toBe(200);
  const wrong: string[] = [];
  let objects = 0;
  const walk = (value: unknown, path: string): void => {
    if (value === null || typeof value !== 'object') return;
    const { properties, required } = value as Schema;
    if (properties && Array.isArray(required)) {
      objects += 1;
      for (const name of required) if (!(name in properties)) wrong.push(`${path}: ${name}`);
    }
    for (const [key, one] of Object.entries(value)) walk(one, `${path}/${key}`);
  };
  walk(answer.json(), '');
  expect(objects).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
});
