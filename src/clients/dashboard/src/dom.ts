// Making elements. Text goes in as text, whatever characters a name has.

type Attributes = Record<string, string | boolean | ((event: never) => void) | undefined>;

/** An element with attributes, listeners (`onclick`) and children; `true` sets an empty attribute, `false` none. */
export function element<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** Sets a text only where it differs: what is not touched is not laid out again. */
export function put(node: Node, text: string): void { if (node.textContent !== text) node.textContent = text; }

export const at = (id: string): HTMLElement => document.getElementById(id)!;
