using OpenHands.Server.UI.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.UI.Tests;

/// <summary>What agents and programs say is data, whatever it looks like.</summary>
internal sealed class StrangerTests : PageTest
{
    private const string Hostile =
        """
        # Look here
        <script>window.owned = 1</script> <img src="https://evil.example/a.png" onerror="window.owned = 2"> <iframe src="https://evil.example"></iframe>
        <a href="javascript:window.owned=3">html link</a> [script link](javascript:window.owned=4) [data link](data:text/html,<script>window.owned=5</script>)
        ![tracker](https://evil.example/pixel.png) ![svg](data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=) [honest link](https://example.com/page)

        ```html
        <script>window.owned = 6</script>
        ```
        """;

    private static readonly string[] s_links = ["https://evil.example/pixel.png noopener noreferrer nofollow", "https://example.com/page noopener noreferrer nofollow"];

    [Test]
    public async Task Hostile_markdown_neither_runs_nor_fetches_anything()
    {
        await VisitAsync(() => new ScriptedAgent(_ => new MessageAction(Hostile) { WaitForResponse = true }));
        await StateAsync("Ready");

        await SayAsync("Show me");
        await SeesAsync("Look here");
        await SeesAsync("honest link");

        // Until the renderer is loaded the text is shown as it came.
        await Page.Locator(".message a").First.WaitForAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Page.EvaluateAsync<bool>("() => 'owned' in window"), Is.False);
            Assert.That(await Page.Locator(".message script, .message iframe, .message img").CountAsync(), Is.Zero);
            Assert.That(
                await Page.Locator(".message a").EvaluateAllAsync<string[]>("links => links.map(link => link.href + ' ' + link.rel)"),
                Is.EqualTo(s_links));
            Assert.That(Elsewhere, Is.Empty);
        }

        await PictureAsync("hostile");
    }

    [Test]
    public async Task Hostile_escapes_change_neither_the_page_nor_what_is_typed()
    {
        await VisitAsync(() => new ScriptedAgent(_ => new MessageAction("Yes?") { WaitForResponse = true }));
        await StateAsync("Ready");

        await RunAsync(@"printf '\033]0;owned\007\033]52;c;b3duZWQ=\007\033[6n\033[c\033]8;;https://evil.example\033\\link\033]8;;\033\\\033[2J\033[31mred\033[0m end-of-it\n'");
        await SeesAsync("linkred end-of-it");
        await RunAsync("echo still here");
        await SeesAsync("still here");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Page.TitleAsync(), Is.EqualTo("OpenHands"));
            Assert.That(await Page.Locator(".screen a").CountAsync(), Is.Zero);
            Assert.That(await Page.Locator(".card").CountAsync(), Is.EqualTo(2), "Nothing but the two commands was run.");
            Assert.That(Elsewhere, Is.Empty);
        }
    }

    [Test]
    public async Task The_policy_lets_in_nothing_but_the_page_itself()
    {
        await VisitAsync(() => new ScriptedAgent());
        Expected.Add("Content Security Policy");
        using var http = new HttpClient();

        using var answer = await http.GetAsync(Server.Address);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        var isBlocked = await Page.EvaluateAsync<bool>(
            "() => new Promise(done => { addEventListener('securitypolicyviolation', () => done(true)); const script = document.createElement('script'); script.textContent = 'window.owned = 1'; document.head.append(script); })");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(policy, Does.StartWith("default-src 'none'; script-src 'self';"));
            Assert.That(policy, Does.Contain("frame-ancestors 'none'"));
            Assert.That(isBlocked, Is.True);
            Assert.That(await Page.EvaluateAsync<bool>("() => 'owned' in window"), Is.False);
        }
    }
}
