// The parts of the page that stand around the board, each in its place.
import { element } from './dom.js';

/** A button in the foot that opens a panel above it; of several panels one is open at a time. */
export function opener(title: string, keys: string, panel: HTMLElement, others: () => HTMLElement[], opened: () => void): HTMLButtonElement {
  const button = element('button', {
    type: 'button', class: 'small', 'aria-expanded': 'false', title: `${title} (${keys})`,
    onclick: () => {
      const isOpen = panel.hidden;
      for (const other of others()) other.hidden = true;
      panel.hidden = !isOpen;
      for (const one of document.querySelectorAll('footer [aria-expanded]')) one.setAttribute('aria-expanded', 'false');
      button.setAttribute('aria-expanded', String(isOpen));
      if (isOpen) opened();
    },
  }, title);
  return button;
}
