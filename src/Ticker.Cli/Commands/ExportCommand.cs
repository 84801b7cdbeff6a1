using System.CommandLine;
using System.CommandLine.Parsing;
using Ticker.Cli.Exporting;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording.Export;
using Ticker.Recording.Export.Dbn;
using Ticker.Recording.Export.Parquet;

namespace Ticker.Cli.Commands;

/// <summary><c>ticker export</c>: writes recordings in the formats of notebooks and of other tools.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var files = new FileArguments();
        var format = new Option<string?>("--format")
        {
            Description = "What to write. Default: what the name after --out ends in, else parquet.",
            HelpName = string.Join('|', ExportForm.All.Select(form => form.Name)),
        };
        format.AcceptOnlyFromAmong([.. ExportForm.All.Select(form => form.Name)]);
        var output = new Option<string?>("--out")
        {
            Description = "The file to write; - for standard output, with csv and jsonl. Default: the recording's name, here, with the format's ending.",
            HelpName = "FILE",
        };
        var symbols = new Option<string[]>("--symbols")
        {
            Description = "Which instruments: VENUE:SYMBOL, or patterns in which * stands for anything. Default: all.",
            HelpName = "SYMBOLS",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<TickKinds> kinds = SubscribeArguments.Kinds();
        var from = new Option<UnixNanos?>("--from")
        {
            Description = "From which receive time on: 2024-08-08T23:54:13.5Z, 2024-08-08, or nanoseconds since 1970.",
            HelpName = "TIME",
            CustomParser = Arguments.Instant,
        };
        var to = new Option<UnixNanos?>("--to")
        {
            Description = "Up to which receive time, itself not included.",
            HelpName = "TIME",
            CustomParser = Arguments.Instant,
        };
        Option<string> numbers = SubscribeArguments.Choice(
            "--numbers", "Prices and sizes in parquet: decimal (exact), mantissa (exact integers beside their scale) or double (the nearest).", "decimal", "mantissa", "double");
        var rows = new Option<long?>("--row-group")
        {
            Description = $"How many ticks make a row group of parquet. Default: {ParquetWriter.DefaultRowsPerGroup}.",
            HelpName = "ROWS",
            CustomParser = Arguments.Count,
        };
        var unit = new Option<SizeUnit?>("--size-unit")
        {
            Description = "What one unit of size stands for in dbn, which counts in whole numbers: 0.00001 for hundred-thousandths. Default: 1.",
            HelpName = "SIZE",
            CustomParser = argument =>
            {
                if (SizeUnit.TryParse(argument.Tokens[0].Value, out SizeUnit given))
                {
                    return given;
                }

                argument.AddError($"'{argument.Tokens[0].Value}' is not a size: a decimal above 0, as 0.00001");
                return null;
            },
        };
        var skip = new Option<bool>("--skip-damage") { Description = "Go on after damage in a recording that Ticker wrote, and tell of it at the end." };
        var force = new Option<bool>("--force") { Description = "Replace the file, if it is there." };
        var command = new DocumentedCommand("export", "Write recordings as Parquet, CSV, JSON lines or DBN.", $"""
            Parquet, CSV and JSON lines have the same columns; times stand there as timestamp or text and as
            nanoseconds. What DBN cannot hold exactly is refused, never rounded. Several recordings become
            one file, in the order of their receive times. The file appears when it is whole: after Ctrl-C,
            or up to a damage, it holds what came before.
            {FileArguments.Formats}

            Examples:
              ticker export btcusdt_20240808.gz
              ticker export recordings/*.gz --out trades.parquet --kinds trade --numbers double
              ticker export btcusdt_20240808.gz --format csv --out - --from 2024-08-08T23:55Z --to 2024-08-08T23:56Z | head
              ticker export btcusdt_20240808.gz --symbols 'BINANCE:*' --out ticks.jsonl --force
              ticker export btcusdt_20240808.gz --format dbn --size-unit 0.00001
            """);
        files.AddTo(command);
        foreach (Option option in (Option[])[format, output, symbols, kinds, from, to, numbers, rows, unit, skip, force])
        {
            command.Add(option);
        }

        symbols.Validators.Add(SubscribeArguments.CheckSymbols);
        command.Validators.Add(result => Check(result, format, output));
        command.SetAction(async (parsed, _) =>
        {
            string? file = parsed.GetValue(output);
            ExportForm form = FormOf(parsed.GetValue(format), file);
            string[] paths = parsed.GetRequiredValue(files.Files);
            var run = new ExportRun
            {
                OpenAsync = (progress, stop) => files.OpenAsItIsAsync(parsed, progress, stop),
                Form = form,
                Out = file ?? NameOf(paths[0]) + form.Extension,
                Force = parsed.GetValue(force),
                Selection = new TickSelection
                {
                    Instruments = Matcher(parsed.GetValue(symbols) ?? []),
                    Kinds = parsed.GetValue(kinds),
                    From = parsed.GetValue(from),
                    To = parsed.GetValue(to),
                },
                Numbers = parsed.GetValue(numbers) switch { "mantissa" => NumberForm.Mantissa, "double" => NumberForm.Double, _ => NumberForm.Decimal },
                RowsPerGroup = (int)Math.Min(parsed.GetValue(rows) ?? ParquetWriter.DefaultRowsPerGroup, 4 * 1024 * 1024),
                SizeUnit = parsed.GetValue(unit) ?? SizeUnit.One,
                SkipDamage = parsed.GetValue(skip),
            };
            using var interruption = new Interruption();
            return (int)await run.RunAsync(interruption);
        });
        return command;
    }

    /// <summary>Whether an instrument is one of some symbols and patterns; null for none at all, which means every one.</summary>
    public static Func<Instrument, bool>? Matcher(IReadOnlyCollection<string> symbols)
    {
        SymbolPattern[] patterns = [.. symbols.Select(symbol => SymbolPattern.Parse(symbol, out SymbolPattern pattern) is null ? pattern : throw new ArgumentException(symbol))];
        return patterns.Length == 0 ? null : instrument => patterns.Any(pattern => pattern.Matches(instrument.Utf8Name.Span));
    }

    // The recording's name without its folder and its endings.
    private static string NameOf(string path)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        int dot = name.IndexOf('.', 1);
        return dot < 0 ? name : name[..dot];
    }

    private static ExportForm FormOf(string? word, string? file) =>
        ExportForm.All.FirstOrDefault(form => form.Name == word) ?? (file is null ? null : ExportForm.OfFile(file)) ?? ExportForm.All[0];

    private static void Check(CommandResult result, Option<string?> format, Option<string?> output)
    {
        string? word = result.GetResult(format) is { Tokens: [var given, ..] } ? given.Value : null;
        string? file = result.GetResult(output) is { Tokens: [var named, ..] } ? named.Value : null;
        if (file == "-" && !FormOf(word, file).IsText)
        {
            result.AddError("--out - goes with --format csv and jsonl");
        }
    }
}
