using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Ticker.Rivals;
using Ticker.Rivals.Bare;
using Ticker.Rivals.Textbook;

WebApplication? app = args switch
{
    ["textbook"] => TextbookServer.Build(),
    ["bare"] => BareServer.Build(),
    _ => null,
};
if (app is null)
{
    Console.Error.WriteLine("usage: Ticker.Rivals textbook | bare");
    return 2;
}

await using (app.ConfigureAwait(false))
{
    await app.StartAsync().ConfigureAwait(false);
    Listening.Tell(app);
    await app.WaitForShutdownAsync().ConfigureAwait(false);
}

return 0;
