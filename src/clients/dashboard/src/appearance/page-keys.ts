import type { Board } from '../board/board.js';
import type { Detail } from '../detail/detail.js';
import type { Pace } from '../flow/pace.js';
import type { Replay } from '../replay/replay.js';
import type { SearchBox } from '../search/search-box.js';
import type { Shown } from '../watch-lists/shown.js';
import type { TakeBack } from '../watch-lists/take-back.js';
import type { Tabs } from '../watch-lists/tabs.js';
import * as lists from '../watch-lists/watch-lists.js';
import type { Key } from './keys.js';
import type { Appearance } from './theme.js';

interface Parts {
  board: Board; search: SearchBox; shown: Shown; tabs: Tabs; detail: Detail; pace: Pace; appearance: Appearance; replay: Replay;
  accountsButton: HTMLButtonElement; eventsButton: HTMLButtonElement; takeOut: (symbol: string) => void; takeBack: TakeBack; help: () => void;
}

/** Every key of the page. */
export function pageKeys({ board, search, shown, tabs, detail, pace, appearance, replay, accountsButton, eventsButton, takeOut, takeBack, help }: Parts): Key[] {
  const key = (keys: string[], does: string, run: Key['run'], shownAs = keys.join(' ')): Key => ({ keys, shown: shownAs, does, run });
  const reorder = (by: number): void => {
    const from = board.selectedIndex;
    if (from < 0 || lists.isFixed(shown.all)) return;
    shown.change(lists.move(shown.all, board.list.map(({ symbol }) => symbol), from, from + by));
    board.select(from + by);
  };
  return [
    key(['/'], 'search all instruments; Enter shows, Shift+Enter adds to the list', () => search.focus()),
    key(['ArrowDown', 'j'], 'next line', () => board.move(1), '↓ j'),
    key(['ArrowUp', 'k'], 'line before', () => board.move(-1), '↑ k'),
    key(['PageDown'], 'a screen on', () => board.move(board.page), 'PgDn'),
    key(['PageUp'], 'a screen back', () => board.move(-board.page), 'PgUp'),
    key(['Home'], 'first line', () => board.select(0)),
    key(['End'], 'last line', () => board.select(board.list.length - 1)),
    key(['Enter'], 'look closely at the line', () => { if (board.selected) detail.open(board.selected); }),
    key(['Escape'], 'close what is open', () => {
      const button = [accountsButton, eventsButton].find((one) => one.getAttribute('aria-expanded') === 'true');
      if (button) button.click();
      else detail.close();
    }, 'Esc'),
    key(['s'], 'trades of the whole list', () => detail.toggleTrades()),
    key(['r'], 'replay a recording', () => void replay.show()),
    key([' '], 'in a replay: pause, go on', () => replay.toggle(), 'Space'),
    key(['Alt+ArrowUp'], 'move the line up', () => reorder(-1), 'Alt+↑'),
    key(['Alt+ArrowDown'], 'move the line down', () => reorder(1), 'Alt+↓'),
    // A key that is held down takes out one line alone.
    key(['Delete'], 'take the line out of the list', ({ repeat }) => { if (board.selected && !repeat) takeOut(board.selected.symbol); }, 'Del'),
    key(['u'], 'put back what was taken out', () => takeBack.run()),
    key(['1', '2', '3', '4', '5', '6', '7', '8', '9'], 'show that list', (event) => shown.change(lists.show(shown.all, Number(event.key) - 1)), '1 … 9'),
    key(['n'], 'new list', () => tabs.make()),
    key(['-'], 'quotes less often', () => pace.step(1)),
    key(['+', '='], 'quotes more often', () => pace.step(-1), '+'),
    key(['a'], 'accounts', () => accountsButton.click()),
    key(['e'], 'events', () => eventsButton.click()),
    key(['t'], 'dark or light', () => appearance.toggle()),
    key(['?'], 'these keys', help),
  ];
}
