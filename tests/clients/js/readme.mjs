// Takes a snippet out of the README as it stands there.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { repository } from './server.mjs';

/** The fenced block after the comment `tested: NAME`. */
export async function readmeSnippet(name) {
  const text = await readFile(path.join(repository, 'README.md'), 'utf8');
  const found = new RegExp(`<!-- tested: ${name} -->\\n\`\`\`\\w*\\n([\\s\\S]*?)\\n\`\`\``).exec(text);
  if (!found) throw new Error(`README.md has no snippet marked 'tested: ${name}'`);
  return found[1];
}
