using Ticker.Cli;
using Ticker.Cli.Commands;

return (int)await CommandRunner.RunAsync(TickerCommand.Create(), args);
