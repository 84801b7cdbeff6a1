// Processor time by process and thread, as Linux keeps it (proc(5), /proc/PID/task/TID/stat).
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100;

function read(path) {
  // A process or thread that is gone has nothing to tell.
  try { return readFileSync(path, 'utf8'); } catch { return null; }
}

/** User and system time of a line of stat, in seconds. The name before it may hold spaces and parentheses. */
function seconds(stat) {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

const nameIn = (stat) => stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));

/** A process and all that it started, by id. */
export function familyOf(root) {
  const parents = new Map();
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const stat = read(`/proc/${id}/stat`);
    if (stat) parents.set(Number(id), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const family = [root];
  for (const one of family) for (const [id, parent] of parents) if (parent === one) family.push(id);
  return family;
}

/** What Chromium calls the process: renderer, gpu-process, utility; empty for the browser's own. */
export const typeOf = (id) => /--type=([\w-]+)/.exec(read(`/proc/${id}/cmdline`) ?? '')?.[1] ?? '';

/** Seconds of the processor that a process has had. */
export const timeOf = (id) => { const stat = read(`/proc/${id}/stat`); return stat ? seconds(stat) : 0; };

/** Seconds of the processor that each thread of a process has had, by the thread's name; same names together, and its first as `main`. */
export function timesOfThreads(id) {
  const times = {};
  for (const thread of readdirSync(`/proc/${id}/task`)) {
    const stat = read(`/proc/${id}/task/${thread}/stat`);
    if (!stat) continue;
    const name = Number(thread) === id ? 'main' : nameIn(stat);
    times[name] = (times[name] ?? 0) + seconds(stat);
  }
  return times;
}

/** All cores of the machine: seconds that somebody used. */
export function timeOfMachine() {
  const [user, nice, system, , , irq, soft] = read('/proc/stat').split('\n')[0].trim().split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + soft) / ticksPerSecond;
}
