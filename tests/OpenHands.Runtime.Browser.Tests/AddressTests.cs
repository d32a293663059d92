using CsCheck;
using OpenHands.Browsing.Calls;

namespace OpenHands.Browsing.Tests;

[TestFixture]
internal sealed class AddressTests
{
    [TestCase("http://x/y?q=1#z", "http://x/y?q=1#z")]
    [TestCase("localhost:8000/a", "http://localhost:8000/a")]
    [TestCase("127.0.0.1:81", "http://127.0.0.1:81/")]
    [TestCase("/index.html", "file:///workspace/index.html")]
    [TestCase("index.html", "file:///workspace/index.html")]
    [TestCase("/workspace/index.html", "file:///workspace/index.html")]
    [TestCase("../etc/a b?#%.html", "file:///etc/a%20b%3F%23%25.html")]
    [TestCase("a\")\nnew_tab(", "file:///workspace/a%22%29%0Anew_tab%28")]
    [TestCase("about:blank", "about:blank")]
    [TestCase("data:text/html,x", "data:text/html,x")]
    public void An_address_is_what_is_meant(string text, string expected)
    {
        Assert.That(BrowserAddress.Resolve(text, "/workspace").AbsoluteUri, Is.EqualTo(expected));
    }

    [Test]
    public void A_path_of_any_name_leads_to_that_file()
    {
        Gen.String[Gen.Char.AlphaNumeric, 1, 20].Select(Gen.OneOf("'", "\"", " ", "#", "?", "%", "é", "&", "\\", ";")).Sample((name, special) =>
        {
            var path = $"x{special}{name}";

            return Uri.UnescapeDataString(BrowserAddress.Resolve($"/{path}", "/w").AbsolutePath) == $"/w/{path}";
        });
    }

    [TestCase("example.com", true)]
    [TestCase("EXAMPLE.com", true)]
    [TestCase("a.example.com", false)]
    [TestCase("b.sub.org", true)]
    [TestCase("sub.org", false)]
    [TestCase("evilsub.org", false)]
    public void Hosts_are_allowed_by_name_or_by_what_they_end_with(string host, bool allowed)
    {
        Assert.That(new HostRules(["example.com", "*.sub.org"]).Allows(host), Is.EqualTo(allowed));
    }

    [TestCase("a, EXCLUDE *")]
    [TestCase("http://a")]
    [TestCase("a:80")]
    [TestCase("*")]
    [TestCase("")]
    public void A_rule_that_is_no_host_is_refused(string rule)
    {
        Assert.That(() => new BrowserPlugin(new BrowserOptions { AllowedHosts = { rule } }), Throws.ArgumentException.With.Message.Contains("AllowedHosts"));
    }
}
