using Ticker.Model;

namespace Ticker.Load.Feeds;

/// <summary>
/// A seeded stream of ticks of realistic width: prices walk, sizes differ, every n-th tick is a trade. It stands for
/// no market; it is there to be encoded. Ticks carry neither time nor sequence.
/// </summary>
/// <param name="instruments">How many; numbered from 1.</param>
/// <param name="tradeEvery">Which tick is a trade: 1 = all, 5 = a fifth, 0 = none.</param>
public sealed class SampleMarket(int instruments, int tradeEvery)
{
    private readonly Random _random = new(20_260);
    private readonly long[] _prices = [.. Enumerable.Range(1, instruments).Select(number => 1_000L * number)];
    private long _count;

    public static string Venue => "LOAD";

    public int Instruments => instruments;

    public static string Symbol(int number) => $"S{number:D3}";

    public Tick Next()
    {
        int index = _random.Next(instruments);
        ref long price = ref _prices[index];
        price = Math.Max(100, price + _random.Next(-3, 4));
        _count++;
        return tradeEvery > 0 && _count % tradeEvery == 0
            ? new Tick
            {
                Kind = TickKind.Trade, Instrument = (uint)index + 1, Price = price, Size = _random.Next(1, 1_000),
                TradeId = 1_000_000 + (ulong)_count, Side = (Side)_random.Next(1, 3),
            }
            : new Tick
            {
                Kind = TickKind.Quote, Instrument = (uint)index + 1, BidPrice = price, BidSize = _random.Next(1, 5_000),
                AskPrice = price + _random.Next(1, 4), AskSize = _random.Next(1, 5_000),
            };
    }
}
