using System.Collections.Concurrent;
using System.Collections.Immutable;
using Ticker.Model;

namespace Ticker.Rivals.Textbook;

/// <summary>Who wants which instrument. Looking it up takes no lock; a change of the audience forgets what was worked out.</summary>
internal sealed class Audience(InstrumentRegistry instruments)
{
    private readonly ConcurrentDictionary<uint, Subscriber[]> _byInstrument = new();
    private readonly Lock _lock = new();
    private ImmutableArray<Subscriber> _all = [];

    public ReadOnlySpan<Subscriber> Of(uint instrument) =>
        _byInstrument.TryGetValue(instrument, out Subscriber[]? known) ? known : WorkOut(instrument);

    public void Add(Subscriber subscriber) => Change(all => all.Add(subscriber));

    public void Remove(Subscriber subscriber) => Change(all => all.Remove(subscriber));

    private void Change(Func<ImmutableArray<Subscriber>, ImmutableArray<Subscriber>> change)
    {
        lock (_lock)
        {
            _all = change(_all);
            _byInstrument.Clear();
        }
    }

    private Subscriber[] WorkOut(uint instrument)
    {
        lock (_lock)
        {
            string name = instruments[instrument].FullName;
            return _byInstrument[instrument] = [.. _all.Where(subscriber => subscriber.Wants(name))];
        }
    }
}
