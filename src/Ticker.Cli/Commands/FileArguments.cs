using System.CommandLine;
using System.CommandLine.Parsing;
using Ticker.Cli.Reading;
using Ticker.Recording.Import;
using Ticker.Recording.Journal;

namespace Ticker.Cli.Commands;

/// <summary>The files of a command that reads recordings of any format, and the options for what the files do not say themselves.</summary>
internal sealed class FileArguments
{
    private readonly Option<string[]> _venues = new("--venue")
    {
        Description = "The venue of the files whose name matches a pattern (* = anything); without a pattern, of all files. "
            + "Default: what the data or the file's place says. The first that matches counts.",
        HelpName = "PATTERN=NAME",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _symbol = new("--symbol")
    {
        Description = "The symbol of files that do not name one. Default: what the file's name says.",
        HelpName = "NAME",
    };

    private readonly Option<TimeZoneInfo?> _zone = new("--time-zone")
    {
        Description = "The zone of times that do not say theirs, as in Europe/London. Default: the one that the format is known to use, else UTC.",
        HelpName = "ZONE",
        CustomParser = Zone,
    };

    /// <summary>The files.</summary>
    public Argument<string[]> Files { get; } = new("FILE")
    {
        Description = "Recordings, or files of other formats, told by their content: see the list below. gzip, zstd and zip are taken off.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>What help says about the formats.</summary>
    public static string Formats => $"Formats: {string.Join(", ", RecordingFormats.Names)}; and what Ticker recorded.";

    /// <summary>Adds all of them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(Files);
        command.Add(_venues);
        command.Add(_symbol);
        command.Add(_zone);
        _venues.Validators.Add(Check);
    }

    /// <summary>Opens the files, several as one, merged by the times at which they were recorded.</summary>
    /// <exception cref="CommandException">One is missing, of no known format, or damaged before its first tick; or it was interrupted.</exception>
    public async Task<IRecordingReader> OpenAsync(ParseResult parsed, Action<double>? progress, CancellationToken cancelled)
    {
        IRecordingReader reader = await OpenAsItIsAsync(parsed, progress, cancelled);

        // A recording may define an instrument more than once, with the scales of each time; merged, there is one.
        return reader is RecordingReader ? new MergedRecording([reader]) : reader;
    }

    /// <summary>As <see cref="OpenAsync"/>, but a single recording that Ticker wrote is left as it is, with its positions and its instruments.</summary>
    /// <exception cref="CommandException">As there.</exception>
    public async Task<IRecordingReader> OpenAsItIsAsync(ParseResult parsed, Action<double>? progress, CancellationToken cancelled)
    {
        var names = new VenueNames(parsed.GetValue(_venues) ?? []);
        string? symbol = parsed.GetValue(_symbol);
        TimeZoneInfo? zone = parsed.GetValue(_zone);
        return await RecordingInput.OpenAsync(
            parsed.GetRequiredValue(Files),
            new RecordingOpening { Progress = progress, Cancelled = cancelled },
            path => new RecordingOpening { Venue = names.For(path), Symbol = symbol, TimeZone = zone });
    }

    private static void Check(OptionResult result)
    {
        foreach (string text in result.Tokens.Select(token => token.Value))
        {
            if (VenueNames.Check(text) is { } wrong)
            {
                result.AddError($"--venue {text}: {wrong}");
            }
        }
    }

    private static TimeZoneInfo? Zone(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(text, out TimeZoneInfo? zone))
        {
            return zone;
        }

        argument.AddError($"'{text}' is not a time zone that this machine knows: one is called like America/New_York, or UTC");
        return null;
    }
}
