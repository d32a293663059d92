using System.Text.Json;

namespace OpenHands.Conformance;

/// <summary>A suite whose tests browse. The pages are served from within the sandbox, by a small server in Python.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class BrowserSuite<THarness> : RuntimeConformanceTests<THarness>
    where THarness : RuntimeHarness, new()
{
    private const string Server = """
        import http.server, pathlib, threading, time, urllib.parse

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *words):
                pass

            def answer(self, body, kind="text/html; charset=utf-8", **headers):
                self.send_response(200)
                for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                address = urllib.parse.urlsplit(self.path)
                if address.path == "/hang":
                    threading.Event().wait(60)
                elif address.path == "/download":
                    self.answer(b"a,b\n1,2\n", "text/csv", Content_Disposition="attachment; filename=report.csv")
                elif address.path == "/echo":
                    self.answer(("<p>got " + urllib.parse.unquote_plus(address.query) + "</p>").encode())
                else:
                    self.answer(pathlib.Path("site" + address.path).read_bytes())

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """;

    /// <inheritdoc />
    protected override RuntimeSetup Setup => RuntimeSetup.With(options =>
    {
        if (Harness.BrowserUnavailableBecause is null)
        {
            options.Plugins.Add(Harness.CreateBrowser);
        }
    });

    /// <summary>Skips the test where there is no browser.</summary>
    [SetUp]
    public void SkipWithoutBrowser()
    {
        if (Harness.BrowserUnavailableBecause is { } reason)
        {
            Assert.Ignore(reason);
        }
    }

    /// <summary>Serves HTML files by their names.</summary>
    /// <returns>The address of the site, without a slash at its end.</returns>
    protected async Task<string> ServeAsync(params (string Name, string Html)[] pages)
    {
        ArgumentNullException.ThrowIfNull(pages);
        foreach (var (name, html) in pages)
        {
            await Runtime.WriteFileAsync($"site/{name}", html, Patience);
        }

        await Runtime.WriteFileAsync("server.py", Server, Patience);
        var started = await RunAsync("exec {port}< <(exec python3 server.py); read -r line <&$port; echo $line");
        Assert.That(started.Content.Trim(), Does.Match("^[0-9]+$"));
        return $"http://127.0.0.1:{started.Content.Trim()}";
    }

    /// <summary>Opens an address.</summary>
    protected async Task<BrowserOutputObservation> OpenAsync(string url) => Page(await Runtime.ExecuteAsync(new BrowseUrlAction(url), Patience));

    /// <summary>Runs calls of the browser action language.</summary>
    protected async Task<BrowserOutputObservation> DoAsync(string calls, TimeSpan? timeout = null) =>
        Page(await Runtime.ExecuteAsync(new BrowseInteractiveAction(calls) { Timeout = timeout }, Patience));

    /// <summary>The id of the element with a role and a name.</summary>
    protected static string Bid(BrowserOutputObservation page, string role, string name)
    {
        ArgumentNullException.ThrowIfNull(page);
        var nodes = page.AxtreeObject.Element.TryGetProperty("nodes", out var all) ? all.EnumerateArray().ToArray() : [];
        var found = nodes.FirstOrDefault(node => Value(node, "role") == role && Value(node, "name") == name && node.TryGetProperty("browsergym_id", out _));
        Assert.That(found.ValueKind, Is.EqualTo(JsonValueKind.Object), $"There is no {role} '{name}' on this page: {page.Content}");
        return found.GetProperty("browsergym_id").GetString()!;
    }

    private static string? Value(JsonElement node, string name) =>
        node.TryGetProperty(name, out var value) && value.TryGetProperty("value", out var text) ? text.ToString() : null;

    private static BrowserOutputObservation Page(Observation observation)
    {
        Assert.That(observation, Is.InstanceOf<BrowserOutputObservation>(), observation.Content);
        return (BrowserOutputObservation)observation;
    }
}
