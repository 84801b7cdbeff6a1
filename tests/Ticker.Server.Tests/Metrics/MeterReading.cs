using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Metrics;

/// <summary>Reads one server's meter as a tool from outside does.</summary>
internal sealed class MeterReading : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _figures = [];

    public MeterReading(ServerUnderTest server)
    {
        IMeterFactory factory = server.App.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Ticker" && instrument.Meter.Scope == factory)
            {
                Instruments.Add(instrument);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    public List<Instrument> Instruments { get; } = [];

    /// <summary>Collects once: each figure by its name, with its attributes behind it as in <c>name{cause=rate}</c>.</summary>
    public IReadOnlyDictionary<string, long> Read()
    {
        _figures.Clear();
        _listener.RecordObservableInstruments();
        return _figures.ToDictionary();
    }

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var all = tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}");
        _figures.Add(tags.IsEmpty ? instrument.Name : $"{instrument.Name}{{{string.Join(',', all)}}}", value);
    }
}
