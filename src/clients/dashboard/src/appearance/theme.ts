import { keep, recall } from '../kept.js';

export type Theme = 'dark' | 'light';

const light = matchMedia('(prefers-color-scheme: light)');
const isTheme = (it: unknown): it is Theme => it === 'dark' || it === 'light';

/** Dark or light: as the system has it, until a person chooses; then as they chose. */
export class Appearance {
  #chosen: Theme | null;

  /** @param changed called when colours are others, for what is drawn by hand */
  constructor(private readonly changed: () => void) {
    const kept = recall('theme');
    this.#chosen = isTheme(kept) ? kept : null;
    light.addEventListener('change', () => this.#apply());
    this.#apply();
  }

  get theme(): Theme { return this.#chosen ?? (light.matches ? 'light' : 'dark'); }

  toggle(): void {
    this.#chosen = this.theme === 'dark' ? 'light' : 'dark';
    keep('theme', this.#chosen);
    this.#apply();
  }

  #apply(): void {
    document.documentElement.dataset.theme = this.theme;
    this.changed();
  }
}

/** A colour of the style sheet, as it is now. */
export const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
