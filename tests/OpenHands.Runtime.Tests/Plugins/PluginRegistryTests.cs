using OpenHands.Tests.Support;

namespace OpenHands.Tests.Plugins;

[TestFixture]
public sealed class PluginRegistryTests
{
    private static readonly string[] s_twice = ["two", "one", "two"];

    [Test]
    public void Plugins_are_made_anew_in_the_order_of_their_names_and_once_each()
    {
        var registry = new PluginRegistry().Add("one", () => Plugin("one")).Add("two", () => Plugin("two"));

        var factories = registry.Resolve(s_twice);

        Assert.That(string.Join(' ', factories.Select(make => make().Name)), Is.EqualTo("two one"));
        var (first, second) = (factories[0](), factories[0]());
        Assert.That(first, Is.Not.SameAs(second));
    }

    [Test]
    public void A_name_that_is_not_there_is_answered_with_those_that_are()
    {
        var registry = new PluginRegistry().Add("dice", () => Plugin("dice"));

        Assert.That(() => registry.Resolve(["Dice"]), Throws.ArgumentException.With.Message.StartsWith("Plugin Dice not found. There is: ").And.Message.Contains("dice").And.Message.Contains("jupyter"));
    }

    [Test]
    public void A_name_is_given_once_and_is_the_plugins_own()
    {
        var registry = new PluginRegistry().Add("dice", () => Plugin("cards"));

        Assert.That(() => registry.Add("dice", () => Plugin("dice")), Throws.ArgumentException);
        Assert.That(() => registry.Add("jupyter", () => Plugin("jupyter")), Throws.ArgumentException);
        Assert.That(() => registry.Resolve(["dice"])[0](), Throws.InvalidOperationException.With.Message.Contains("calls itself 'cards'"));
    }

    private static ContextPlugin Plugin(string name) => new(_ => { }, name);
}
