using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Ticker.Engine;
using Ticker.Engine.Access;
using Ticker.Model;
using Ticker.Recording.Late;
using Ticker.Transports.Access;
using Ticker.Transports.Answers;

namespace Ticker.Transports.Snapshots;

/// <summary>
/// <c>GET /v1/instruments[?symbol=A][&amp;symbols=B,C*]</c>: every instrument of this epoch, or those that the names and patterns
/// ask for, as JSON. A client that does not read is cut off after the subscribers' write deadline. Thread-safe.
/// </summary>
/// <param name="markets">The market, as each may see it.</param>
/// <param name="time">The clock.</param>
public sealed class InstrumentsEndpoint(Markets markets, TimeProvider time)
{
    private const int FlushEvery = 100;

    private static readonly string[] Parameters = InstrumentsDescription.Endpoint.QueryNames;

    /// <summary>Answers a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var wrong = new List<WrongParameter>();
        QueryCheck.Names(context.Request.Query, Parameters, wrong);
        SymbolChoice symbols = SymbolChoice.Read(context.Request.Query, wrong);
        if (wrong.Count > 0)
        {
            await Problem.WriteAsync(context, wrong).ConfigureAwait(false);
            return;
        }

        Entitlements entitlements = WebGuard.AdmissionOf(context).Entitlements;
        if (await MarketDoor.EnterAsync(context, markets).ConfigureAwait(false) is not { } market)
        {
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-cache";
        try
        {
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                var answer = new PacedAnswer(context, market.Pipeline.Options.Subscribers.WriteDeadline, time);
                await using (answer.ConfigureAwait(false))
                {
                    await WriteAsync(answer, market, symbols, entitlements.Symbols).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            market.Leave();
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

    private static async Task WriteAsync(PacedAnswer answer, Market market, SymbolChoice symbols, SymbolScope scope)
    {
        Pipeline pipeline = market.Pipeline;
        var json = new Utf8JsonWriter(answer);
        await using (json.ConfigureAwait(false))
        {
            json.WriteStartObject();
            json.WriteNumber("epoch", pipeline.Position.Epoch);
            json.WriteStartArray("instruments");
            int count = pipeline.Instruments.Count;
            for (uint number = 1; number <= count; number++)
            {
                Instrument instrument = pipeline.Instruments[number];
                if (market.Knows(number) && (symbols.IsEmpty || symbols.Includes(instrument)) && (scope.IsAll || scope.Allows(instrument.Utf8Name.Span)))
                {
                    Write(json, instrument);
                }

                if (number % FlushEvery == 0)
                {
                    json.Flush();
                    if (answer.IsFull && !await answer.SendAsync().ConfigureAwait(false))
                    {
                        return;
                    }
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.Flush();
            await answer.SendAsync().ConfigureAwait(false);
        }
    }
}
