namespace Ticker.Cli.Tests.Commands;

[Collection("processes")]
public class UsageTests
{
    [Theory]
    [InlineData("", "ticker --help")]
    [InlineData("nonsense", "'nonsense' is not a command of 'ticker'")]
    [InlineData("subb X:Y", "'subb' is not a command of 'ticker'; did you mean sub?")]
    [InlineData("feed simulat", "'simulat' is not a command of 'ticker feed'; did you mean simulate?")]
    [InlineData("sub X:Y --modes all", "'--modes' is not an option of 'ticker sub'; did you mean --mode?")]
    [InlineData("sub X:Y --inter=5s", "'--inter' is not an option of 'ticker sub'; did you mean --interval?")]
    [InlineData("feed play x.gz --sped max", "'--sped' is not an option of 'ticker feed play'; did you mean --speed?")]
    [InlineData("top --purple", "'--purple' is not an option of 'ticker top'")]
    [InlineData("completion zsh", "zsh")]
    [InlineData("sub X:Y --until later", "--until is 'later'")]
    [InlineData("sub X:Y --for soon", "'soon' is not a duration")]
    [InlineData("latency X", "*:X")]
    [InlineData("sub @/etc/hostname", "'@/etc/hostname'")]
    [InlineData("feed", "ticker feed --help")]
    [InlineData("sub", "ticker sub --help")]
    [InlineData("sub AAPL", "*:AAPL")]
    [InlineData("sub X:Y --kinds quote,bar", "'bar' is not a kind of tick")]
    [InlineData("sub X:Y --format xml", "xml")]
    [InlineData("sub X:Y --encoding cbor", "cbor")]
    [InlineData("sub X:Y --count 0", "'0' is not a whole number above 0")]
    [InlineData("sub X:Y --count many", "'many' is not a whole number")]
    [InlineData("sub X:Y --count", "--count")]
    [InlineData("sub X:Y --mode slow", "slow")]
    [InlineData("sub X:Y --interval 250ms", "--interval goes with --mode interval")]
    [InlineData("sub X:Y --mode all --interval 250ms", "--interval goes with --mode interval")]
    [InlineData("sub X:Y --mode interval", "--mode interval needs an --interval, as in --interval 250ms")]
    [InlineData("sub X:Y --mode interval --interval often", "'often' is not a duration")]
    [InlineData("sub X:Y --mode interval --interval 250", "'250' is not a duration")]
    [InlineData("sub X:Y --mode interval --interval 0.5ms", "--interval is not a whole number of milliseconds from 1ms to 1h")]
    [InlineData("sub X:Y --mode interval --interval 2h", "--interval is not a whole number of milliseconds from 1ms to 1h")]
    [InlineData("sub X:Y --mode all --conflate-trades", "--conflate-trades has nothing to sum up in --mode all")]
    [InlineData("sub X:Y --on-slow wait", "wait")]
    [InlineData("sub X:Y --from yesterday", "yesterday")]
    [InlineData("feed simulate --rate many", "many")]
    [InlineData("feed simulate --seed 1.5", "1.5")]
    [InlineData("sub X:Y --url 127.0.0.1:8080", "ws://")]
    [InlineData("feed simulate --rate 0", "--rate is 0")]
    [InlineData("feed simulate --instruments 0", "--instruments is 0")]
    [InlineData("feed simulate --for soon", "'soon' is not a duration")]
    [InlineData("feed simulate --speed fast", "'fast' is not a speed")]
    [InlineData("feed simulate --to ws://127.0.0.1", "http://")]
    [InlineData("feed play", "ticker feed play --help")]
    [InlineData("feed play x.gz --venue a*=B:C", "--venue a*=B:C")]
    [InlineData("export", "ticker export --help")]
    [InlineData("export x.gz --format xml", "xml")]
    [InlineData("export x.gz --out -", "--out - goes with --format csv and jsonl")]
    [InlineData("export x.gz --symbols AAPL", "*:AAPL")]
    [InlineData("export x.gz --from yesterday", "'yesterday' is not an instant")]
    [InlineData("export x.gz --numbers float", "float")]
    [InlineData("export x.gz --size-unit 0", "'0' is not a size")]
    [InlineData("export x.gz --row-group none", "'none' is not a whole number")]
    [InlineData("inspect", "ticker inspect --help")]
    public async Task WrongCommandLine_IsToldOnStandardErrorAndEndsWith2(string line, string told)
    {
        (int code, string output, string errors) = await TickerProcess.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, code);
        Assert.Contains(told, errors);
        Assert.Empty(output);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("sub --help")]
    [InlineData("feed play -h")]
    [InlineData("--version")]
    public async Task HelpAndVersion_GoToStandardOutputAndEndWith0(string line)
    {
        (int code, string output, string errors) = await TickerProcess.RunAsync(line.Split(' '));

        Assert.Equal((0, ""), (code, errors));
        Assert.NotEmpty(output);
    }

    [Theory]
    [InlineData("sub X:Y --url ws://127.0.0.1:PORT", "--url")]
    [InlineData("feed simulate --to http://127.0.0.1:PORT", "--to")]
    public async Task ServerNotThere_IsToldWithAddressAndRemedyAndEndsWith3(string line, string option)
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        int port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        (int code, string output, string errors) = await TickerProcess.RunAsync(line.Replace("PORT", $"{port}").Split(' '));

        Assert.Equal(3, code);
        Assert.Contains($"127.0.0.1:{port}", errors);
        Assert.Contains("'ticker serve'", errors);
        Assert.Contains(option, errors);
        Assert.Single(errors.Trim().Split('\n'));
        Assert.Empty(output);
    }
}
