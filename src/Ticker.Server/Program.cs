return await Ticker.Server.TickerServer.RunAsync(args).ConfigureAwait(false);
