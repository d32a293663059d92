using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenHands.Browsing.Tests.Support;

namespace OpenHands.Browsing.Tests;

// They cost what a processor gives.
[TestFixture]
[NonParallelizable]
internal sealed class HostilePageTests : BrowserTest
{
    protected override BrowserOptions Options => new() { ActionTimeout = TimeSpan.FromSeconds(8), MaxTabs = 4 };

    [Test]
    public async Task A_page_that_opens_windows_without_end_gets_a_few_and_is_told()
    {
        var page = await ShowAsync("<button onclick=\"for (let i = 0; i < 30; i++) window.open('about:blank#' + i)\">Bomb</button>");

        var bombed = await DoAsync($"click('{Bid(page, "button", "Bomb")}')");
        var next = await DoAsync("tab_focus(0)\ngoto('data:text/html,<p>alive')");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(bombed.OpenPagesUrls, Has.Count.LessThanOrEqualTo(4));
            Assert.That(bombed.Content, Does.Contain("[The page opened one more tab than the 4 that are allowed; it was closed.]"));
            Assert.That(next.Content, Does.EndWith("alive"));
            Assert.That(next.Error, Is.False, next.Content);
        }
    }

    [Test]
    public async Task Dialogs_without_end_cost_their_tab_only()
    {
        var page = await ShowAsync("<button onclick=\"for (let i = 0; ; i++) alert('again ' + i)\">Nag</button>");

        var nagged = await DoAsync($"click('{Bid(page, "button", "Nag")}')");
        var next = await DoAsync("goto('data:text/html,<p>alive')");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(nagged.Error, Is.True);
            Assert.That(nagged.Content, Does.Contain("[The page said (alert): again 0]").And.Contains("more things happened.]"));
            Assert.That(nagged.Content.Split('\n'), Has.Length.LessThan(60));
            Assert.That(next.Content, Does.EndWith("alive"));
            Assert.That(next.Error, Is.False, next.Content);
        }
    }

    [Test]
    public async Task Downloads_without_end_are_cut_off()
    {
        var site = Own(await Site.ServeAsync(application =>
        {
            application.MapGet("/", () => Results.Content("<button onclick=\"for (let i = 0; i < 150; i++) { const a = document.createElement('a'); a.href = '/file/' + i; a.download = i + '.txt'; a.click(); }\">All</button>", "text/html"));
            application.MapGet("/file/{i}", (int i) => Results.File(Encoding.ASCII.GetBytes($"{i}"), "application/octet-stream", $"{i}.txt"));
        }));
        var page = await OpenAsync(site.Address);

        var stored = await DoAsync($"click('{Bid(page, "button", "All")}')\nnoop(1000)");
        var next = await DoAsync("goto('data:text/html,<p>alive')");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(stored.Content, Does.Contain("Downloaded 0.txt").Or.Contains("Downloaded 1.txt"));
            Assert.That(await Runtime.ListFilesAsync("downloads", Patience), Has.Count.LessThanOrEqualTo(110));
            Assert.That(next.Content, Does.EndWith("alive"));
        }
    }

    [TestCase("tab_close()")]
    [TestCase("goto('data:text/html,<p>alive')")]
    public async Task A_page_that_hangs_when_it_is_left_keeps_nobody(string leave)
    {
        var page = await ShowAsync("<button>Touch</button><script>onbeforeunload = onpagehide = () => { for (;;) { } }</script>");

        var left = await DoAsync($"click('{Bid(page, "button", "Touch")}')\n{leave}");
        var next = await DoAsync("goto('data:text/html,<p>alive')");

        Assert.That(next.Content, Does.EndWith("alive"), left.Content);
        Assert.That(next.Error, Is.False, next.Content);
    }
}
