using System.Text.Json;
using OpenHands.Local;

namespace OpenHands.Browsing.Tests.Support;

/// <summary>Tests with a real Chromium: one local runtime for all tests of a fixture, which run one after another.</summary>
internal abstract class BrowserTest
{
    private readonly Stack<IAsyncDisposable> _owned = [];

    /// <summary>The runtime.</summary>
    protected LocalRuntime Runtime { get; private set; } = null!;

    /// <summary>How its browser behaves.</summary>
    protected virtual BrowserOptions Options => new();

    /// <summary>Ends whatever a test waits for after two minutes: it hangs.</summary>
    protected CancellationToken Patience { get; private set; }

    [OneTimeSetUp]
    public async Task StartRuntime()
    {
        Runtime = new LocalRuntime(new LocalRuntimeOptions { Plugins = { () => new BrowserPlugin(Options) } });
        await Runtime.StartAsync();
    }

    [OneTimeTearDown]
    public async Task StopRuntime() => await Runtime.DisposeAsync();

    [SetUp]
    public void BeginToWait() => Patience = new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token;

    [TearDown]
    public async Task DisposeOwned()
    {
        while (_owned.TryPop(out var owned))
        {
            await owned.DisposeAsync();
        }
    }

    /// <summary>Disposes something after the test.</summary>
    protected TOwned Own<TOwned>(TOwned owned)
        where TOwned : IAsyncDisposable
    {
        _owned.Push(owned);
        return owned;
    }

    /// <summary>Serves pages.</summary>
    protected async Task<Site> ServeAsync(params (string Path, string Html)[] pages) => Own(await Site.OfAsync(pages));

    /// <summary>Opens an address.</summary>
    protected async Task<BrowserOutputObservation> OpenAsync(string url, TimeSpan? timeout = null) => Page(await Runtime.ExecuteAsync(new BrowseUrlAction(url) { Timeout = timeout }, Patience));

    /// <summary>Serves one page and opens it.</summary>
    protected async Task<BrowserOutputObservation> ShowAsync(string html) => await OpenAsync((await ServeAsync(("/", html))).Address);

    /// <summary>Runs calls.</summary>
    protected async Task<BrowserOutputObservation> DoAsync(string calls, TimeSpan? timeout = null) =>
        Page(await Runtime.ExecuteAsync(new BrowseInteractiveAction(calls) { Timeout = timeout }, Patience));

    /// <summary>The id of the element with a role and a name.</summary>
    protected static string Bid(BrowserOutputObservation page, string role, string name)
    {
        var nodes = page.AxtreeObject.Element.TryGetProperty("nodes", out var all) ? all.EnumerateArray().ToArray() : [];
        var found = nodes.Where(node => Value(node, "role") == role && Value(node, "name") == name && node.TryGetProperty("browsergym_id", out _)).ToArray();
        Assert.That(found, Is.Not.Empty, $"{page.Content}\n{page.ToAccessibilityOutline()}");
        return found[0].GetProperty("browsergym_id").GetString()!;
    }

    /// <summary>An observation that must be one of the browser.</summary>
    protected static BrowserOutputObservation Page(Observation observation)
    {
        Assert.That(observation, Is.InstanceOf<BrowserOutputObservation>(), observation.Content);
        return (BrowserOutputObservation)observation;
    }

    private static string? Value(JsonElement node, string name) =>
        node.TryGetProperty(name, out var value) && value.TryGetProperty("value", out var text) ? text.ToString() : null;
}
