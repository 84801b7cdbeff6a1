import { fault } from './listed.js';

/** A named list. Its entries are names and patterns, in the order of the board, each once. */
export interface WatchList { readonly name: string; readonly entries: readonly string[] }

/** All lists of a person, and which is shown. The first is everything there is; it cannot be changed. Values never change: a change makes new ones. */
export interface WatchLists { readonly lists: readonly WatchList[]; readonly shown: number }

export const everything: WatchList = { name: 'All', entries: ['*'] };
export const begin: WatchLists = { lists: [everything], shown: 0 };

const longestName = 40;
const mostEntries = 10_000;

export const shownOf = ({ lists, shown }: WatchLists): WatchList => lists[shown] ?? everything;
export const isFixed = ({ shown }: WatchLists): boolean => shown === 0;

/** Shows the list at a place. */
export const show = (all: WatchLists, place: number): WatchLists => ({ ...all, shown: Math.max(0, Math.min(all.lists.length - 1, place)) });

/** Makes an empty list behind the others and shows it. A name that is taken gets a number. */
export function make(all: WatchLists, wanted: string): WatchLists {
  return { lists: [...all.lists, { name: free(all, wanted, -1), entries: [] }], shown: all.lists.length };
}

/** Gives the shown list another name. */
export const rename = (all: WatchLists, wanted: string): WatchLists => change(all, (list) => ({ ...list, name: free(all, wanted, all.shown) }));

/** Takes the shown list away. */
export function drop(all: WatchLists): WatchLists {
  if (isFixed(all)) return all;
  return { lists: all.lists.filter((_, place) => place !== all.shown), shown: all.shown - 1 };
}

/** Adds a name or a pattern to the end of the shown list, unless it is there or the protocol takes no such. */
export function add(all: WatchLists, entry: string): WatchLists {
  return change(all, (list) => (list.entries.includes(entry) || fault(entry) !== null || list.entries.length >= mostEntries ? list : { ...list, entries: [...list.entries, entry] }));
}

/** Takes an entry out of the shown list. */
export const remove = (all: WatchLists, entry: string): WatchLists => change(all, (list) => ({ ...list, entries: list.entries.filter((one) => one !== entry) }));

/**
 * Moves a line of the shown list to another place.
 * @param symbols the lines as they stand. Where patterns made some of them, each gets an entry of its own, before the patterns.
 */
export function move(all: WatchLists, symbols: readonly string[], from: number, to: number): WatchLists {
  const target = Math.max(0, Math.min(symbols.length - 1, to));
  if (from === target || symbols[from] === undefined) return all;
  const lines = [...symbols];
  lines.splice(target, 0, ...lines.splice(from, 1));
  const there = new Set(lines);
  return change(all, (list) => ({ ...list, entries: [...lines, ...list.entries.filter((entry) => !there.has(entry))] }));
}

/** Lists as they were kept; what is not one is left out, so that nothing that was kept can break the page. */
export function restored(kept: unknown): WatchLists {
  const { lists, shown } = (typeof kept === 'object' && kept !== null ? kept : {}) as { lists?: unknown; shown?: unknown };
  const sound = (Array.isArray(lists) ? lists : []).filter(isList)
    .map(({ name, entries }) => ({ name: name.slice(0, longestName), entries: [...new Set(entries)].filter((entry) => fault(entry) === null).slice(0, mostEntries) }));
  const all = { lists: [everything, ...sound], shown: 0 };
  return show(all, Number.isInteger(shown) ? (shown as number) : 0);
}

/** What is kept: all but the fixed list. */
export const kept = ({ lists, shown }: WatchLists): unknown => ({ lists: lists.slice(1), shown });

const isList = (it: unknown): it is WatchList => typeof it === 'object' && it !== null
  && typeof (it as WatchList).name === 'string' && Array.isArray((it as WatchList).entries)
  && (it as WatchList).entries.every((entry) => typeof entry === 'string');

function change(all: WatchLists, how: (list: WatchList) => WatchList): WatchLists {
  if (isFixed(all)) return all;
  return { ...all, lists: all.lists.map((list, place) => (place === all.shown ? how(list) : list)) };
}

function free({ lists }: WatchLists, wanted: string, own: number): string {
  const name = wanted.trim().slice(0, longestName) || 'List';
  const isTaken = (one: string): boolean => lists.some((list, place) => place !== own && list.name === one);
  for (let n = 1; ; n++) {
    const tried = n === 1 ? name : `${name} ${n}`;
    if (!isTaken(tried)) return tried;
  }
}
