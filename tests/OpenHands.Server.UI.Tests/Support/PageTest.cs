using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace OpenHands.Server.UI.Tests.Support;

/// <summary>A test that opens the page as a user does. Whatever the browser complains about fails it.</summary>
internal abstract class PageTest
{
    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly List<IAsyncDisposable> _owned = [];

    protected PageServer Server { get; private set; } = null!;

    protected IPage Page { get; private set; } = null!;

    /// <summary>Complaints that are part of the test: texts of which one is in them.</summary>
    protected IList<string> Expected { get; } = [];

    /// <summary>Where requests went that did not go to the server.</summary>
    protected ConcurrentQueue<string> Elsewhere { get; } = [];

    protected static string Screens { get; } = Directory.CreateDirectory(Path.Combine(RepositoryRoot(), "artifacts", "screens")).FullName;

    [TearDown]
    public async Task Clean()
    {
        foreach (var owned in Enumerable.Reverse(_owned))
        {
            await owned.DisposeAsync();
        }

        _owned.Clear();
        var complaints = _complaints.Where(complaint => !Expected.Any(expected => complaint.Contains(expected, StringComparison.Ordinal))).ToArray();
        _complaints.Clear();
        Expected.Clear();
        Elsewhere.Clear();
        Assert.That(complaints, Is.Empty);
    }

    internal static string RepositoryRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "OpenHands.sln")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }

    /// <summary>Starts a server and opens its page in a browser that has never been there. Without an agent there is the server's own, which has no model.</summary>
    protected async Task VisitAsync(Func<IAgent>? agent, int width = 1280, int height = 800, ColorScheme scheme = ColorScheme.Light, Action<ServerOptions>? configure = null, Action<IRuntimeBuilder>? runtime = null, string? script = null)
    {
        Server = Own(await PageServer.StartAsync(agent, configure, runtime));
        await OpenAsync(Server.Address, width, height, scheme, script);
    }

    /// <summary>Disposes something after the test, before what was owned earlier.</summary>
    protected T Own<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    /// <summary>Opens the page of a server that is there, in a browser that has never been there. The script runs before the page's own.</summary>
    protected async Task OpenAsync(Uri address, int width = 1280, int height = 800, ColorScheme scheme = ColorScheme.Light, string? script = null)
    {
        var chromium = await Chromium.GetAsync();
        using (var http = new HttpClient { BaseAddress = address })
        using (var answer = await http.GetAsync(new Uri("/", UriKind.Relative)))
        {
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                Assert.Ignore("The page is not built, as Node.js 20.19 or later was not there.");
            }
        }

        var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = scheme });
        context.SetDefaultTimeout(90_000);
        Own(context);
        if (script is not null)
        {
            await context.AddInitScriptAsync(script);
        }

        Page = await context.NewPageAsync();
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue($"{message.Text} ({message.Location})");
            }
        };
        Page.PageError += (_, error) => _complaints.Enqueue(error);
        Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
            {
                Elsewhere.Enqueue(request.Url);
            }
        };
        await Page.GotoAsync(address.ToString());
    }

    protected Task StateAsync(string word) => Assertions.Expect(Page.GetByLabel("State of the agent")).ToHaveTextAsync(word, new LocatorAssertionsToHaveTextOptions { Timeout = 90_000 });

    protected async Task SayAsync(string text)
    {
        await Page.GetByLabel("Message to the agent").FillAsync(text);
        await Page.Keyboard.PressAsync("Enter");
    }

    protected async Task RunAsync(string command)
    {
        var line = Page.GetByLabel("Command", new PageGetByLabelOptions { Exact = true });
        await line.FillAsync(command);
        await line.PressAsync("Enter");
    }

    protected Task SeesAsync(string text) => Assertions.Expect(Page.GetByText(text).First).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 90_000 });

    /// <summary>Keeps a picture of what the user sees.</summary>
    protected Task PictureAsync(string name) => Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Screens, $"{name}.png") });
}
