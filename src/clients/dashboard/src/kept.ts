// What outlives the page, in this browser. Where storage is denied, or full, the page works without.

/** What was kept by a name; null if nothing was, or it cannot be read. */
export function recall(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(`ticker-${name}`) ?? 'null');
  } catch {
    return null;
  }
}

export function keep(name: string, value: unknown): void {
  try {
    localStorage.setItem(`ticker-${name}`, JSON.stringify(value));
  } catch {
    // Not kept, then: it holds until the page is left.
  }
}
