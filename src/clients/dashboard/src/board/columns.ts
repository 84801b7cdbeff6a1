// The columns of the quote board, in order. `narrow` ones are there on a phone too; the widths stand in `board.css`.

export type ColumnName = 'name' | 'bidSize' | 'bid' | 'ask' | 'askSize' | 'spread' | 'last' | 'change' | 'trend' | 'updates' | 'collapsed' | 'age' | 'state';

export interface Column { name: ColumnName; title: string; explains: string }

export const columns: Column[] = [
  { name: 'name', title: 'Instrument', explains: 'Symbol and venue' },
  { name: 'bidSize', title: 'Size', explains: 'Size at the best bid' },
  { name: 'bid', title: 'Bid', explains: 'Best bid' },
  { name: 'ask', title: 'Ask', explains: 'Best ask' },
  { name: 'askSize', title: 'Size', explains: 'Size at the best ask' },
  { name: 'spread', title: 'Spread', explains: 'Ask less bid' },
  { name: 'last', title: 'Last', explains: 'Price of the newest trade' },
  { name: 'change', title: 'Change', explains: 'Last against the previous close; where none is known (marked °), against the first trade that this page saw' },
  { name: 'trend', title: '2 min', explains: 'Middle of bid and ask, a sample each second' },
  { name: 'updates', title: 'Updates', explains: 'Updates received since the stream was opened' },
  { name: 'collapsed', title: 'Collapsed', explains: 'Updates that newer ones stood for, in percent of all that matched, and the cause of most of them' },
  { name: 'age', title: 'Age', explains: 'Since the server received what is shown' },
  { name: 'state', title: 'State', explains: 'Trading state, as the venue says' },
];
