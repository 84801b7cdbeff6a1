// JSON Schemas of the server's documents, applied so that nothing may come that they do not name.
import assert from 'node:assert/strict';
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020.js';

/** A copy in which an object has no keys but those that are named, and what stands elsewhere in the document stands here. */
function strict(schema, document) {
  if (Array.isArray(schema)) return schema.map((one) => strict(one, document));
  if (schema === null || typeof schema !== 'object') return schema;
  if (schema.$ref) return strict(schema.$ref.slice(2).split('/').reduce((node, key) => node[key], document), document);
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value, document)]));
  return copy.type === 'object' && Object.keys(copy.properties ?? {}).length > 0 && copy.additionalProperties === undefined ? { ...copy, additionalProperties: false } : copy;
}

// OpenAPI 3.1 has the draft of 2020, AsyncAPI 3.0 the one before.
const newer = new Ajv2020({ strict: false, allErrors: true });
const older = new Ajv({ strict: false, allErrors: true });
const compiled = new Map();

/** Asserts that a value is by a schema of a document of that kind. */
export function assertBy(document, schema, value, what) {
  const text = JSON.stringify(schema);
  if (!compiled.has(text)) compiled.set(text, (document.openapi ? newer : older).compile(strict(schema, document)));
  const check = compiled.get(text);
  if (!check(value)) assert.fail(`${what} is not by its schema: ${JSON.stringify(check.errors.slice(0, 4))}\n${JSON.stringify(value).slice(0, 1000)}`);
}
