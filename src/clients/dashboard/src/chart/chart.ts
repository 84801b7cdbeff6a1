// The chart itself, with its library: loaded when the first instrument is looked at, and not before.
import {
  CandlestickSeries, createChart, CrosshairMode, HistogramSeries, type BarData, type CandlestickData, type HistogramData, type IChartApi, type ISeriesApi,
  type UTCTimestamp, type WhitespaceData,
} from 'lightweight-charts';
import { colour } from '../appearance/theme.js';
import { clockTime, grouped } from '../figures.js';
import { isCandle, spaced, type Blank, type Candle, type Candles } from './candles.js';

/** `decimals`: digits behind the point; `step`: the least distance of two prices; `holds`: whether a price holds until there is another. */
export interface Format { seconds: number; decimals: number; step: number; holds: boolean }

type Bar = CandlestickData<UTCTimestamp> | WhitespaceData<UTCTimestamp>;
type Volume = HistogramData<UTCTimestamp> | WhitespaceData<UTCTimestamp>;

const time = (seconds: number): UTCTimestamp => seconds as UTCTimestamp;

/** Draws candles, and what was traded in each below them. */
export class Chart {
  readonly #chart: IChartApi;
  readonly #bars: ISeriesApi<'Candlestick'>;
  readonly #volume: ISeriesApi<'Histogram'>;
  #up = '';
  #down = '';
  #version = -1;
  #format: Format | null = null;
  #last: Candle | null = null;

  constructor(place: HTMLElement, says: (candle: Candle | null) => void) {
    this.#chart = createChart(place, {
      autoSize: true,
      // It would bring a style element of its own, which the page's policy refuses: the link stands below the chart.
      layout: { attributionLogo: false, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 11 },
      crosshair: { mode: CrosshairMode.Normal },
      rightPriceScale: { scaleMargins: { top: 0.08, bottom: 0.24 } },
      timeScale: { timeVisible: true, secondsVisible: true, rightOffset: 3, tickMarkFormatter: (at: UTCTimestamp) => clockTime(at * 1000) },
      localization: { timeFormatter: (at: UTCTimestamp) => clockTime(at * 1000) },
    });
    this.#bars = this.#chart.addSeries(CandlestickSeries, { borderVisible: false });
    this.#volume = this.#chart.addSeries(HistogramSeries, { priceScaleId: 'volume', priceFormat: { type: 'volume' }, lastValueVisible: false, priceLineVisible: false });
    this.#chart.priceScale('volume').applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
    this.#chart.subscribeCrosshairMove(({ seriesData, time: at }) => {
      const bar = seriesData.get(this.#bars) as BarData<UTCTimestamp> | undefined;
      const volume = seriesData.get(this.#volume) as HistogramData<UTCTimestamp> | undefined;
      says(bar && 'open' in bar && at !== undefined ? { ...bar, volume: volume?.value ?? 0 } : null);
    });
    this.paint();
  }

  /** Takes the colours of the page as they are now. */
  paint(): void {
    [this.#up, this.#down] = [colour('up'), colour('down')];
    const line = colour('line');
    this.#chart.applyOptions({
      layout: { background: { color: colour('ground') }, textColor: colour('soft') },
      grid: { vertLines: { color: line }, horzLines: { color: line } },
      crosshair: { vertLine: { color: colour('faint'), labelBackgroundColor: colour('faint') }, horzLine: { color: colour('faint'), labelBackgroundColor: colour('faint') } },
      rightPriceScale: { borderColor: line },
      timeScale: { borderColor: line },
    });
    this.#bars.applyOptions({ upColor: this.#up, downColor: this.#down, wickUpColor: this.#up, wickDownColor: this.#down, priceLineColor: colour('faint') });
    this.#version = -1;
  }

  /** Shows other prices, or the same otherwise. */
  begin(format: Format): void {
    this.#format = format;
    const { seconds, decimals, step } = format;
    this.#bars.applyOptions({ priceFormat: { type: 'custom', minMove: step, formatter: (price: number) => priceText(price, decimals) } });
    this.#volume.applyOptions({ visible: !format.holds });
    this.#chart.priceScale('right').applyOptions({ scaleMargins: { top: 0.08, bottom: format.holds ? 0.08 : 0.24 } });
    this.#chart.timeScale().applyOptions({ secondsVisible: seconds < 60, barSpacing: 6 });
    this.#version = -1;
  }

  /** Draws what changed of these candles. */
  draw(candles: Candles): void {
    const format = this.#format;
    if (!format) return;
    const { seconds, holds } = format;
    if (candles.version !== this.#version) {
      const isFirst = this.#version < 0;
      this.#version = candles.version;
      const all = candles.every(seconds);
      const spread = spaced(all, seconds, holds);
      this.#bars.setData(spread.map((one) => this.#bar(one)));
      this.#volume.setData(spread.map((one) => this.#bulk(one)));
      this.#last = all[all.length - 1] ?? null;
      if (isFirst) this.#chart.timeScale().scrollToRealTime();
      return;
    }
    const news = candles.every(seconds, this.#last?.time ?? -Infinity);
    if (news.length === 0) return;
    // The last one that is drawn has grown, or is as it was; the others are new.
    const isSame = this.#last !== null && news[0]!.time === this.#last.time;
    if (isSame && news.length === 1 && same(news[0]!, this.#last!)) return;
    for (const one of isSame ? [news[0]!, ...spaced(news.slice(1), seconds, holds, news[0]!)] : spaced(news, seconds, holds, this.#last)) {
      this.#bars.update(this.#bar(one));
      this.#volume.update(this.#bulk(one));
    }
    this.#last = news[news.length - 1]!;
  }

  #bar(one: Candle | Blank): Bar {
    return isCandle(one) ? { time: time(one.time), open: one.open, high: one.high, low: one.low, close: one.close } : { time: time(one.time) };
  }

  #bulk(one: Candle | Blank): Volume {
    return isCandle(one) ? { time: time(one.time), value: one.volume, color: `${one.close < one.open ? this.#down : this.#up}80` } : { time: time(one.time) };
  }
}

const same = (one: Candle, other: Candle): boolean => one.close === other.close && one.volume === other.volume && one.high === other.high && one.low === other.low;

/** A price as the board writes it. */
export function priceText(price: number, decimals: number): string {
  const [whole, part] = Math.abs(price).toFixed(decimals).split('.') as [string, string?];
  return `${price < 0 ? '−' : ''}${grouped(whole)}${part ? `.${part}` : ''}`;
}
