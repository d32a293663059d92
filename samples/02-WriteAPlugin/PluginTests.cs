using OpenHands;
using OpenHands.Local;
using OpenHands.Protocol;

namespace WriteAPlugin;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PluginTests
{
    private readonly LocalRuntimeOptions _options = new() { Plugins = { () => new CountPlugin(), OutlinePlugin.Create } };
    private Runtime _runtime = null!;

    [SetUp]
    public async Task Start()
    {
        _runtime = new LocalRuntime(_options);
        await _runtime.StartAsync();
    }

    [TearDown]
    public async Task Stop() => await _runtime.DisposeAsync();

    [Test]
    public async Task It_counts_lines_and_words()
    {
        await _runtime.WriteFileAsync("poem.txt", "roses are red\nviolets are blue\n");

        var observation = await _runtime.ExecuteAsync(new CountAction("poem.txt"));

        Assert.That(observation, Is.EqualTo(new CountObservation("poem.txt", 2, 6) { Content = "poem.txt: 2 lines, 6 words" }));
    }

    [Test]
    public async Task Its_events_travel_as_JSON_like_any_other()
    {
        await _runtime.WriteFileAsync("poem.txt", "roses are red\n");
        var wire = new EventSerializer(_options.EventTypes);

        var action = (AgentAction)wire.Read("""{"action":"count","args":{"path":"poem.txt"}}""");
        var observation = await _runtime.ExecuteAsync(action);

        Assert.That(wire.ToJson(observation), Does.Contain("""
            "observation":"count","content":"poem.txt: 1 lines, 3 words","extras":{"path":"poem.txt","lines":1,"words":3}
            """.Trim()));
    }

    [Test]
    public async Task A_file_that_is_not_there_is_an_error_that_names_it()
    {
        var observation = await _runtime.ExecuteAsync(new CountAction("none.txt"));

        Assert.That(observation, Is.InstanceOf<ErrorObservation>());
        Assert.That(observation.Content, Does.Contain("none.txt"));
    }

    [Test]
    public async Task The_program_in_the_sandbox_outlines_a_file()
    {
        await _runtime.WriteFileAsync("shapes.py", "class Circle:\n    def area(self):\n        pass\n");

        var observation = await _runtime.ExecuteAsync(new CustomAction("outline", JsonPayload.Parse("""{"path":"shapes.py"}""")));

        Assert.That(observation, Is.EqualTo(new SuccessObservation("1: class Circle\n2: def area")));
    }

    [Test]
    public async Task The_program_in_the_sandbox_says_what_it_cannot_do()
    {
        await _runtime.WriteFileAsync("broken.py", "def (:\n");

        var observation = await _runtime.ExecuteAsync(new CustomAction("outline", JsonPayload.Parse("""{"path":"broken.py"}""")));

        Assert.That(observation.Content, Does.StartWith("There is no outline: ").And.Contain("broken.py"));
    }

    [Test]
    public void Models_are_told_about_both()
    {
        Assert.That(_runtime.PluginDocumentation, Does.Contain("`count` tells").And.Contain("`outline` lists"));
    }
}
