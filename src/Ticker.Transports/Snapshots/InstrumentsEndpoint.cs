using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Ticker.Engine;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Transports.Snapshots;

/// <summary>
/// <c>GET /v1/instruments[?symbols=A,B*]</c>: every instrument of this epoch, or those that the names and patterns
/// ask for, as JSON. Thread-safe.
/// </summary>
/// <param name="pipeline">The pipeline.</param>
public sealed class InstrumentsEndpoint(Pipeline pipeline)
{
    private const int FlushEvery = 1_000;

    /// <summary>Answers a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var patterns = new List<SymbolPattern>();
        foreach (string symbol in context.Request.Query["symbols"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (SymbolPattern.Parse(symbol, out SymbolPattern pattern) is { } wrong)
            {
                await Results.Problem(statusCode: StatusCodes.Status400BadRequest, detail: $"symbols: '{symbol}': {wrong}").ExecuteAsync(context).ConfigureAwait(false);
                return;
            }

            patterns.Add(pattern);
        }

        context.Response.ContentType = "application/json";
        var json = new Utf8JsonWriter(context.Response.BodyWriter);
        await using (json.ConfigureAwait(false))
        {
            await WriteAsync(json, patterns, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static void Write(Utf8JsonWriter json, Instrument instrument)
    {
        json.WriteStartObject();
        json.WriteNumber("ref", instrument.Number);
        json.WriteString("symbol", instrument.FullName);
        json.WriteNumber("price_scale", instrument.PriceScale);
        json.WriteNumber("size_scale", instrument.SizeScale);
        json.WriteString("asset_class", JsonNamingPolicy.SnakeCaseLower.ConvertName(instrument.AssetClass.ToString()));
        WriteIfGiven(json, "currency", instrument.Currency);
        WriteIfGiven(json, "tick_size", instrument.TickSize == 0 ? "" : DecimalText.ToText(instrument.TickSize, instrument.PriceScale));
        WriteIfGiven(json, "lot_size", instrument.LotSize == 0 ? "" : DecimalText.ToText(instrument.LotSize, instrument.SizeScale));
        WriteIfGiven(json, "previous_close", instrument.PreviousClose is { } close ? DecimalText.ToText(close, instrument.PriceScale) : "");
        json.WriteEndObject();
    }

    private static void WriteIfGiven(Utf8JsonWriter json, string key, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(key, value);
        }
    }

    private async Task WriteAsync(Utf8JsonWriter json, List<SymbolPattern> patterns, CancellationToken cancellation)
    {
        json.WriteStartObject();
        json.WriteNumber("epoch", pipeline.Position.Epoch);
        json.WriteStartArray("instruments");
        int count = pipeline.Instruments.Count;
        for (uint number = 1; number <= count; number++)
        {
            Instrument instrument = pipeline.Instruments[number];
            if (patterns.Count == 0 || patterns.Exists(pattern => pattern.Matches(instrument.Utf8Name.Span)))
            {
                Write(json, instrument);
            }

            if (number % FlushEvery == 0)
            {
                await json.FlushAsync(cancellation).ConfigureAwait(false);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellation).ConfigureAwait(false);
    }
}
