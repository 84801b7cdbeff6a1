// What the dashboard has to keep: 60 frames a second, and a main thread that is free for at least half of the time.

/** The thresholds. Of 60 frames a second, two may come late; the main thread is in tasks for so much of the time at most. */
export const wanted = { frames: 58, busy: 0.5 };

/**
 * What was missed, each in a line for a person; empty where all was kept. What could not be measured was missed.
 * @param {{ frames: number, busy: number }} measured frames a second, and the share of time that the main thread was in tasks
 * @param {{ frames: number, busy: number }} limits
 */
export function missed(measured, limits = wanted) {
  const lines = [];
  if (!(measured.frames >= limits.frames)) lines.push(`${measured.frames.toFixed(1)} frames a second, wanted are at least ${limits.frames}`);
  if (!(measured.busy <= limits.busy)) lines.push(`the main thread was in tasks for ${percent(measured.busy)} of the time, wanted is at most ${percent(limits.busy)}`);
  return lines;
}

const percent = (share) => `${(100 * share).toFixed(1)} %`;
