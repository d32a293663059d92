namespace OpenHands.Tests;

public sealed class RuntimeOptionsTests
{
    [Test]
    public void A_copy_for_another_session_has_every_option()
    {
        var options = new BackendOptions { SessionId = "one", PluginStartTimeout = TimeSpan.FromSeconds(4), Environment = { ["A"] = "1" }, Own = "kept" };

        var copy = options.For("two");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(copy.SessionId, Is.EqualTo("two"));
            Assert.That(copy.PluginStartTimeout, Is.EqualTo(TimeSpan.FromSeconds(4)));
            Assert.That(copy.Environment, Is.EqualTo(options.Environment));
            Assert.That(copy.Own, Is.EqualTo("kept"));
        }
    }

    [Test]
    public void What_a_session_changes_in_its_copy_stays_there()
    {
        var options = new BackendOptions { Environment = { ["A"] = "1" } };

        var copy = options.For("two");
        copy.Environment["A"] = "2";
        copy.Plugins.Add(() => throw new NotSupportedException());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(options.SessionId, Is.Not.EqualTo("two"));
            Assert.That(options.Environment["A"], Is.EqualTo("1"));
            Assert.That(options.Plugins, Is.Empty);
        }
    }

    private sealed class BackendOptions : RuntimeOptions
    {
        public string? Own { get; set; }

        public BackendOptions For(string sessionId) => (BackendOptions)CopyFor(sessionId);
    }
}
