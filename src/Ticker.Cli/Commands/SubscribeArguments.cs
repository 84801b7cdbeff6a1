using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Ticker.Client.Streams;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Cli.Commands;

/// <summary>The arguments of <c>ticker sub</c> that say what to subscribe to, and at what pace.</summary>
internal sealed class SubscribeArguments
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromHours(1);

    private readonly Argument<string[]> _symbols = new("SYMBOLS")
    {
        Description = "What to watch: VENUE:SYMBOL, or a pattern in which * stands for anything. Quote patterns for the shell.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<TickKinds> _kinds = Kinds();

    private readonly Option<string> _mode = Choice(
        "--mode", "What comes of quotes: latest (the newest of each instrument, as fast as we read), interval (one an --interval) or all.", "latest", "interval", "all");

    private readonly Option<TimeSpan?> _interval = new("--interval")
    {
        Description = "With --mode interval: the time from one value of an instrument to the next, from 1ms to 1h.",
        HelpName = "TIME",
        CustomParser = IntervalOf,
    };

    private readonly Option<bool> _conflateTrades = new("--conflate-trades") { Description = "Let trades be summed up too: count, volume, high, low and notional." };

    private readonly Option<bool> _summary = new("--summary") { Description = "Show the extremes of the quotes that were left out." };

    private readonly Option<bool> _times = new("--times") { Description = "Show when the server received each tick." };

    private readonly Option<string?> _onSlow = new("--on-slow")
    {
        Description = "When we fall far behind: conflate (sum trades up) or evict (be cut off). Default: evict in mode all, else conflate.",
        HelpName = "conflate|evict",
    };

    private readonly Option<StartFrom> _from = new("--from")
    {
        Description = "Begin with the state as it stands (snapshot, the default), with what is new (now), with what followed a position, or with the state at a time and what followed.",
        HelpName = "snapshot|now|EPOCH:SEQ|TIME",
        DefaultValueFactory = _ => StartFrom.Snapshot,
        CustomParser = FromOf,
    };

    /// <param name="wanted">What is watched where no symbol is named.</param>
    public SubscribeArguments(SymbolsWanted wanted = SymbolsWanted.Named)
    {
        if (wanted != SymbolsWanted.Named)
        {
            _symbols.Arity = ArgumentArity.ZeroOrMore;
            _symbols.Description = $"{_symbols.Description} Default: {(wanted == SymbolsWanted.Own ? "a market of its own" : "everything")}.";
            _symbols.DefaultValueFactory = _ => wanted == SymbolsWanted.Own ? [] : ["*"];
        }

        if (wanted == SymbolsWanted.OfRecording)
        {
            _mode = Choice("--mode", "What comes of quotes: all, latest (the newest of each instrument) or interval (one an --interval).", "all", "latest", "interval");
        }

        Offer(_from, "snapshot", "now");
        _onSlow.AcceptOnlyFromAmong("conflate", "evict");
        _symbols.Validators.Add(CheckSymbols);
    }

    /// <summary>Adds them to a command, which refuses those that do not go together.</summary>
    /// <param name="command">The command.</param>
    /// <param name="beginning">Whether it may choose what to begin with.</param>
    public void AddTo(Command command, bool beginning = true)
    {
        AddPaceTo(command);
        foreach (Option option in (Option[])[_conflateTrades, _summary, _times, _onSlow])
        {
            command.Add(option);
        }

        if (beginning)
        {
            command.Add(_from);
        }
    }

    /// <summary>Adds only what says which ticks are wanted, and at what pace.</summary>
    public void AddPaceTo(Command command)
    {
        command.Add(_symbols);
        foreach (Option option in (Option[])[_kinds, _mode, _interval])
        {
            command.Add(option);
        }

        command.Validators.Add(Check);
    }

    /// <summary>What they ask for.</summary>
    /// <param name="parsed">A command line without errors.</param>
    /// <param name="id">The subscription's.</param>
    public SubscribeMessage Request(ParseResult parsed, int id) => new()
    {
        Id = id,
        Symbols = parsed.GetRequiredValue(_symbols),
        Kinds = parsed.GetValue(_kinds),
        Mode = ModeOf(parsed.GetRequiredValue(_mode)),
        IntervalMs = parsed.GetValue(_interval) is { } interval ? (int)interval.TotalMilliseconds : null,
        ConflateTrades = parsed.GetValue(_conflateTrades),
        Summary = parsed.GetValue(_summary),
        Times = parsed.GetValue(_times),
        OnSlow = OnSlowOf(parsed),
        From = parsed.GetValue(_from),
    };

    /// <summary>Whether a command line names symbols.</summary>
    public bool AreNamed(CommandResult result) => result.GetResult(_symbols) is { Tokens.Count: > 0 };

    /// <summary>The symbols that they name.</summary>
    public IReadOnlyList<string> Symbols(ParseResult parsed) => parsed.GetRequiredValue(_symbols);

    /// <summary>What they ask for, of a client.</summary>
    /// <param name="parsed">A command line without errors.</param>
    /// <param name="times">Whether to tell when the server received each tick, also where they do not ask for it.</param>
    public SubscriptionOptions Subscription(ParseResult parsed, bool times) => new()
    {
        Kinds = parsed.GetValue(_kinds),
        Mode = ModeOf(parsed.GetRequiredValue(_mode)),
        Interval = parsed.GetValue(_interval),
        ConflateTrades = parsed.GetValue(_conflateTrades),
        Summary = parsed.GetValue(_summary),
        Times = times || parsed.GetValue(_times),
        OnSlow = OnSlowOf(parsed),
        From = parsed.GetValue(_from),
        // Whoever reads our output slowly shall slow us, and then the server, by its rules.
        WhenFull = WhenFull.Wait,
    };

    /// <summary>An option that takes one of some words, of which the first is the default.</summary>
    public static Option<string> Choice(string name, string description, params string[] choices)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', choices),
            DefaultValueFactory = _ => choices[0],
        };
        option.AcceptOnlyFromAmong(choices);
        return option;
    }

    /// <summary>The option that chooses kinds of ticks.</summary>
    public static Option<TickKinds> Kinds()
    {
        var option = new Option<TickKinds>("--kinds")
        {
            Description = "What kinds of ticks, divided by commas. Default: all.",
            HelpName = "quote,trade,status",
            DefaultValueFactory = _ => TickKinds.All,
            CustomParser = Arguments.Kinds,
        };
        Offer(option, "quote", "trade", "status");
        return option;
    }

    /// <summary>Has a shell complete an option with these words, and no others; other values may be given all the same.</summary>
    public static void Offer(Option option, params string[] words)
    {
        option.CompletionSources.Clear();
        option.CompletionSources.Add(words);
    }

    /// <summary>Refuses symbols that are neither <c>VENUE:SYMBOL</c> nor a pattern.</summary>
    public static void CheckSymbols(SymbolResult result)
    {
        foreach (string symbol in result.Tokens.Select(token => token.Value))
        {
            if (SymbolPattern.Parse(symbol, out _) is { } wrong)
            {
                result.AddError($"'{symbol}': {wrong}{(symbol.Contains(':') ? "" : $"; for any venue write '*:{symbol}'")}");
            }
        }
    }

    private OnSlow OnSlowOf(ParseResult parsed) => parsed.GetValue(_onSlow) switch { "conflate" => OnSlow.Conflate, "evict" => OnSlow.Evict, _ => OnSlow.Default };

    private static DeliveryMode ModeOf(string word) => word switch
    {
        "interval" => DeliveryMode.Interval,
        "all" => DeliveryMode.All,
        _ => DeliveryMode.Latest,
    };

    private static StartFrom FromOf(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        switch (text)
        {
            case "snapshot":
                return StartFrom.Snapshot;
            case "now":
                return StartFrom.Now;
        }

        if (text.Split(':') is [var epoch, var sequence]
            && long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out long of)
            && ulong.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out ulong after))
        {
            return StartFrom.Position(of, after);
        }

        if (UnixNanos.TryParse(text, out UnixNanos time))
        {
            return StartFrom.At(time);
        }

        argument.AddError($"--from is '{text}'; it must be snapshot, now, a position as in 1723161253937:41, or a time as in 2024-08-08T23:54:13Z");
        return StartFrom.Snapshot;
    }

    private static TimeSpan? IntervalOf(ArgumentResult argument)
    {
        TimeSpan? interval = Arguments.Duration(argument);
        if (interval is { } asked && (asked < TimeSpan.FromMilliseconds(1) || asked > LongestInterval || asked.Ticks % TimeSpan.TicksPerMillisecond != 0))
        {
            argument.AddError("--interval is not a whole number of milliseconds from 1ms to 1h");
        }

        return interval;
    }

    // By the words as they were given: values that are wrong in themselves are told by their own options.
    private void Check(CommandResult result)
    {
        DeliveryMode mode = ModeOf(result.GetResult(_mode) is { Tokens: [var word, ..] } ? word.Value : "");
        bool interval = result.GetResult(_interval) is { Implicit: false };
        if (mode == DeliveryMode.Interval && !interval)
        {
            result.AddError("--mode interval needs an --interval, as in --interval 250ms");
        }
        else if (mode != DeliveryMode.Interval && interval)
        {
            result.AddError("--interval goes with --mode interval");
        }

        if (mode == DeliveryMode.All && result.GetResult(_conflateTrades) is { Implicit: false })
        {
            result.AddError("--conflate-trades has nothing to sum up in --mode all, which shows each trade");
        }
    }
}
