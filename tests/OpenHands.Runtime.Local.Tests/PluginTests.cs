using System.Text.Json.Serialization;
using OpenHands.Protocol;

namespace OpenHands.Local.Tests;

[TestFixture]
public sealed class PluginTests
{
    [Test]
    public async Task A_plugin_handles_its_own_action_which_travels_on_the_wire_like_any_other()
    {
        var options = Options(() => new DicePlugin());
        await using var runtime = new LocalRuntime(options);
        await runtime.StartAsync();

        var action = (AgentAction)new EventSerializer(options.EventTypes).Read("""{"action":"roll","args":{"sides":6}}""");
        var observation = await runtime.ExecuteAsync(action);

        Assert.That(observation, Is.InstanceOf<SuccessObservation>().With.Property(nameof(Observation.Content)).EqualTo("4 of 6, in " + runtime.WorkspacePath));
        Assert.That(runtime.PluginDocumentation, Is.EqualTo("Roll a dice."));
    }

    [Test]
    public async Task A_plugin_that_throws_fails_that_action_only()
    {
        await using var runtime = new LocalRuntime(Options(() => new DicePlugin()));
        await runtime.StartAsync();

        var failed = await runtime.ExecuteAsync(new RollAction(0));
        var next = await runtime.ExecuteAsync(new RollAction(6));

        Assert.That(failed, Is.EqualTo(new ErrorObservation("The plugin 'dice' failed on the action 'roll': A dice has sides.")));
        Assert.That(next, Is.InstanceOf<SuccessObservation>());
    }

    [Test]
    public async Task A_plugin_that_cannot_initialize_keeps_the_runtime_from_starting_and_is_disposed()
    {
        var plugin = new DicePlugin { FailsToInitialize = true };
        await using var runtime = new LocalRuntime(Options(() => plugin));

        var exception = await Assert.ThrowsAsync<RuntimeStartException>(() => runtime.StartAsync());

        Assert.That(exception!.Message, Is.EqualTo("The plugin 'dice' failed to initialize: No dice."));
        Assert.That(plugin.IsDisposed, Is.True);
        Assert.That(runtime.State, Is.EqualTo(RuntimeState.Failed));
    }

    [Test]
    public async Task Runtimes_of_one_configuration_have_plugins_of_their_own()
    {
        var made = new List<DicePlugin>();
        var options = Options(() =>
        {
            made.Add(new DicePlugin());
            return made[^1];
        });
        await using var one = new LocalRuntime(options);
        await using var other = new LocalRuntime(options);
        await one.StartAsync();
        await other.StartAsync();

        await one.DisposeAsync();

        Assert.That(made, Has.Count.EqualTo(2));
        Assert.That(made[0].IsDisposed, Is.True);
        Assert.That(made[1].IsDisposed, Is.False);
    }

    [Test]
    public void Two_plugins_that_claim_one_action_are_refused_by_name()
    {
        var exception = Assert.Throws<ArgumentException>(() => _ = new LocalRuntime(Options(() => new DicePlugin(), () => new DicePlugin { Name = "loaded_dice" })));

        Assert.That(exception!.Message, Does.StartWith("The plugins 'dice' and 'loaded_dice' both claim the action 'roll'. Use one of them."));
    }

    [Test]
    public void Two_plugins_of_one_name_are_refused()
    {
        var exception = Assert.Throws<ArgumentException>(() => _ = new LocalRuntime(Options(() => new DicePlugin(), () => new DicePlugin())));

        Assert.That(exception!.Message, Does.StartWith("Two plugins are named 'dice'. Use one of them."));
    }

    private static LocalRuntimeOptions Options(params Func<IRuntimePlugin>[] plugins) => new() { EventTypes = new EventTypeRegistry(), Plugins = [.. plugins] };

    private sealed class DicePlugin : IRuntimePlugin
    {
        private PluginContext? _context;

        public string Name { get; init; } = "dice";

        public bool FailsToInitialize { get; init; }

        public bool IsDisposed { get; private set; }

        public IReadOnlyCollection<string> Actions { get; } = ["roll"];

        public string Documentation => "Roll a dice.";

        public void RegisterEventTypes(EventTypeRegistry types) => types.AddAction(DiceJson.Default.RollAction, new RollAction(6));

        public Task InitializeAsync(PluginContext context, CancellationToken cancellationToken = default)
        {
            _context = context;
            return FailsToInitialize ? throw new InvalidOperationException("No dice.") : Task.CompletedTask;
        }

        public Task<Observation> ExecuteAsync(AgentAction action, CancellationToken cancellationToken = default) => ((RollAction)action).Sides == 0
            ? throw new InvalidOperationException("A dice has sides.")
            : Task.FromResult<Observation>(new SuccessObservation($"4 of {((RollAction)action).Sides}, in {_context!.WorkspacePath}"));

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}

internal sealed record RollAction(int Sides) : AgentAction("roll", isRunnable: true);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RollAction))]
internal sealed partial class DiceJson : JsonSerializerContext;
