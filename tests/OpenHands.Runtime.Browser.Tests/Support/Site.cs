using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OpenHands.Browsing.Tests.Support;

/// <summary>A web site on a loopback port, of pages that tests put there.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly WebApplication _application;

    private Site(WebApplication application) => _application = application;

    /// <summary>Its address, without a slash at the end.</summary>
    public string Address => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Its port.</summary>
    public int Port => new Uri(Address).Port;

    /// <summary>Ends when the site is disposed: what hangs waits for it.</summary>
    public CancellationToken Closing => _application.Lifetime.ApplicationStopping;

    /// <summary>Starts a site of HTML pages by path.</summary>
    public static Task<Site> OfAsync(params (string Path, string Html)[] pages) => ServeAsync(site =>
    {
        foreach (var (path, html) in pages)
        {
            site.MapGet(path, () => Results.Content(html, "text/html", Encoding.UTF8));
        }
    });

    /// <summary>Starts a site.</summary>
    public static async Task<Site> ServeAsync(Action<WebApplication> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        var application = builder.Build();
        configure(application);
        await application.StartAsync();
        return new Site(application);
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();
}
