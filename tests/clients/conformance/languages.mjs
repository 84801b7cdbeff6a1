// The drivers, a language each: how each is started, or why it cannot be.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const inDrivers = (name) => path.join(here, 'drivers', name);
const dotnetDriver = process.env.TICKER_CONFORMANCE_DLL ?? inDrivers('Ticker.Conformance/bin/Release/net10.0/Ticker.Conformance.dll');

const driver = (name, program, file) => ({ name, program, args: [file], whyNot: existsSync(file) ? false : `${name} has no driver: it is not built, or not there` });

/** Those of TICKER_CONFORMANCE, divided by commas, or all. */
export const languages = [
  driver('JavaScript', process.execPath, inDrivers('driver.mjs')),
  driver('Python', '/usr/bin/python3', inDrivers('driver.py')),
  driver('C#', 'dotnet', dotnetDriver),
].filter(({ name }) => (process.env.TICKER_CONFORMANCE ?? name).split(',').includes(name));
