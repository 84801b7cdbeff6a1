// JSON Schemas of the server's documents, applied so that nothing may come that they do not name.
import assert from 'node:assert/strict';
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020.js';

/** A copy in which an object has no keys but those that are named. */
function strict(schema) {
  if (Array.isArray(schema)) return schema.map(strict);
  if (schema === null || typeof schema !== 'object') return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]));
  return copy.type === 'object' && Object.keys(copy.properties ?? {}).length > 0 && copy.additionalProperties === undefined ? { ...copy, additionalProperties: false } : copy;
}

const compilers = { openapi: new Ajv2020({ strict: false, allErrors: true }), asyncapi: new Ajv({ strict: false, allErrors: true }) };
const compiled = new Map();

/** Asserts that a value is by a schema of a document of that kind. */
export function assertBy(kind, schema, value, what) {
  const text = JSON.stringify(schema);
  if (!compiled.has(text)) compiled.set(text, compilers[kind].compile(strict(schema)));
  const check = compiled.get(text);
  if (!check(value)) assert.fail(`${what} is not by its schema: ${JSON.stringify(check.errors.slice(0, 4))}\n${JSON.stringify(value).slice(0, 1000)}`);
}
