using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SpreadAlerts;

// dotnet run --Watch:Server=ws://127.0.0.1:8080 --Watch:Symbols:0='XNAS:*' --Watch:MostBasisPoints=5
HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Services.AddOptions<WatchOptions>().BindConfiguration("Watch");
builder.Services.AddHostedService<SpreadWatch>();
builder.Build().Run();
