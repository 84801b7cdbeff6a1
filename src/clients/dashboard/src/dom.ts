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

/** What would end an isolate shows as what it is not: then nothing in a name reaches what stands beside it. */
export const bare = (name: string): string => name.replace(/[\u2066-\u2069]/g, '\ufffd');

/** A name that somebody else chose, as text among other text: what it has to turn the direction of writing holds for it alone. */
export const isolated = (name: string): string => `\u2068${bare(name)}\u2069`;

export const at = (id: string): HTMLElement => document.getElementById(id)!;
