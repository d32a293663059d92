using System.Diagnostics;
using OpenHands.Browsing.Tests.Support;
namespace OpenHands.Browsing.Tests;
[TestFixture]
internal sealed class ZzTiming : BrowserTest
{
    [Test]
    public async Task Timing()
    {
        var site = await ServeAsync(("/", "<button>a</button><p>hello"));
        for (var round = 0; round < 2; round++)
        {
            var w = Stopwatch.StartNew();
            var runtime = await StartAsync(new BrowserOptions());
            Console.WriteLine($"start {w.ElapsedMilliseconds}"); w.Restart();
            var p = await OpenAsync(site.Address);
            Console.WriteLine($"first {w.ElapsedMilliseconds}"); w.Restart();
            for (var i = 0; i < 10; i++) { p = await OpenAsync(site.Address); Console.WriteLine($"goto {w.ElapsedMilliseconds}"); w.Restart(); }
            var b = Bid(p, "button", "a");
            for (var i = 0; i < 10; i++) { p = await DoAsync($"click({b})"); Console.WriteLine($"click {w.ElapsedMilliseconds}"); w.Restart(); }
            await runtime.DisposeAsync();
            Console.WriteLine($"dispose {w.ElapsedMilliseconds}"); w.Restart();
        }
    }
}
