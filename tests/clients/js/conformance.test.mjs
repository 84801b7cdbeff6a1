// The same scenarios for the client of each language: ../conformance/README.md.
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { languages } from '../conformance/languages.mjs';
import { World } from '../conformance/world.mjs';

const folder = new URL('../conformance/scenarios/', import.meta.url);
const only = process.env.TICKER_SCENARIO ?? '';
const files = readdirSync(folder).filter((file) => file.endsWith('.mjs') && file.includes(only)).sort();
const scenarios = await Promise.all(files.map(async (file) => ({ file, ...await import(new URL(file, folder)) })));

// Each has a server of its own and mostly waits for it, so that a few at a time are well on two cores.
describe('conformance', { concurrency: 3 }, () => {
  for (const { file, name, run } of scenarios) {
    for (const language of languages) {
      test(`${language.name}: ${name}`, { timeout: 300_000 }, async (t) => {
        // Who does not want a language says which are wanted: TICKER_CONFORMANCE.
        if (language.whyNot) throw new Error(language.whyNot);
        await run(new World(t, language));
      });
    }
  }
});
